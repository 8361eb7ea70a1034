interface Props {
  /** End of the list's data-cy name. */
  name: string;
  label: string;
  remarks: readonly { id: string; text: string }[];
}

/** One remark for each series that it concerns; nothing where there is none. */
export function SeriesRemarks({ name, label, remarks }: Props) {
  if (remarks.length === 0) return null;
  return (
    <ul className="fss-hint" data-cy={`few-shot-${name}`} aria-label={label}>
      {remarks.map(({ id, text }) => (
        <li key={id}>{text}</li>
      ))}
    </ul>
  );
}
