import type { ReactNode } from 'react';

interface Props {
  number: number;
  title: string;
  /** A short remark to the right of the title. */
  aside?: ReactNode;
  children: ReactNode;
}

/** One of the panel's steps, with its title. */
export function Step({ number, title, aside, children }: Props) {
  const id = `fss-step-${number}`;
  return (
    <section className="fss-step" aria-labelledby={id} data-cy={`few-shot-step-${number}`}>
      <header className="fss-step-header">
        <h2 id={id}>
          <span className="fss-step-number">{number}</span>
          {title}
        </h2>
        {aside !== undefined && <span className="fss-aside">{aside}</span>}
      </header>
      <div className="fss-step-body">{children}</div>
    </section>
  );
}
