import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import type { CurvePoint } from '../state/SessionState';

interface Line {
  key: Exclude<keyof CurvePoint, 'step'>;
  label: string;
  /** CSS variable of OHIF's theme that holds the colour as HSL parts. */
  token: string;
}

interface Props {
  title: string;
  cy: string;
  curve: readonly CurvePoint[];
  lines: readonly Line[];
  /** Fixed limits of the vertical axis. */
  range?: [number, number];
  /** Whether the vertical axis is logarithmic: losses of different networks differ by orders of magnitude. */
  logarithmic?: boolean;
}

const HEIGHT = 92;

/** A live line chart over training steps. */
export function CurveChart({ title, cy, curve, lines, range, logarithmic = false }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot | null>(null);
  const latest = useRef(curve);
  latest.current = curve;
  const present = lines.filter(({ key }) => curve.some((point) => point[key] !== undefined));
  const shown = present.map(({ key }) => key).join();

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() =>
      chart.current?.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    // Creating a chart takes long, so each gets a task of its own.
    const timer = setTimeout(() => {
      const options = chartOptions(element, present, logarithmic, range);
      chart.current = new UPlot(options, toData(latest.current, present), element);
      observer.observe(element);
    });
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
    // The chart is recreated only when lines are added or removed; the effect below updates its points.
  }, [shown]);

  useEffect(() => {
    chart.current?.setData(toData(curve, present));
  }, [curve]);

  return (
    <figure className="fss-chart" data-cy={cy} data-points={curve.length}>
      <figcaption>
        {title}
        {present.length > 1 && (
          <span className="fss-legend">
            {present.map(({ key, label, token }) => (
              <span key={key}>
                <i style={{ backgroundColor: `hsl(var(${token}))` }} />
                {label}
              </span>
            ))}
          </span>
        )}
      </figcaption>
      <div ref={host} role="img" aria-label={describe(title, curve, present)} />
    </figure>
  );
}

function chartOptions(
  element: HTMLElement,
  lines: readonly Line[],
  logarithmic: boolean,
  range?: [number, number],
): UPlot.Options {
  const colour = (token: string) => `hsl(${getComputedStyle(element).getPropertyValue(token) || '0 0% 70%'})`;
  const axis: UPlot.Axis = {
    stroke: colour('--muted-foreground'),
    grid: { stroke: 'rgba(255, 255, 255, 0.07)', width: 1 },
    ticks: { show: false },
    font: '10px Inter, sans-serif',
    gap: 2,
  };
  return {
    width: element.clientWidth || 240,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [6, 6, 0, 0],
    scales: { x: { time: false }, y: { distr: logarithmic ? 3 : 1, ...(range ? { range } : {}) } },
    axes: [
      { ...axis, size: 18 },
      {
        ...axis,
        size: 34,
        values: (_, ticks) => ticks.map(tickText),
        grid: { ...axis.grid, filter: (_, ticks) => (logarithmic ? ticks.map(wholeDecade) : ticks) },
      },
    ],
    series: [
      {},
      ...lines.map(({ label, token, key }) => ({
        label,
        stroke: colour(token),
        width: 1.5,
        spanGaps: true,
        points: { show: key === 'validationDice', size: 4, fill: colour(token) },
      })),
    ],
  };
}

/** Label of a tick; empty for those that uPlot omits on a logarithmic axis because they are too close. */
function tickText(tick: number | null): string {
  return tick === null ? '' : String(Number(tick.toPrecision(3)));
}

/** Keeps only powers of ten as grid lines of a logarithmic axis; null for other ticks. */
function wholeDecade(tick: number): number | null {
  return Number.isInteger(Number(Math.log10(tick).toFixed(6))) ? tick : null;
}

function toData(curve: readonly CurvePoint[], lines: readonly Line[]): UPlot.AlignedData {
  return [
    curve.map(({ step }) => step),
    ...lines.map(({ key }) => curve.map((point) => point[key] ?? null)),
  ] as UPlot.AlignedData;
}

/** The chart as text, for screen readers. */
function describe(title: string, curve: readonly CurvePoint[], lines: readonly Line[]): string {
  const latest = lines.map(({ key, label }) => {
    const values = curve.flatMap((point) => point[key] ?? []);
    return `${label} ${values[values.length - 1]?.toFixed(3) ?? 'unknown'}`;
  });
  return `${title} over training steps. Latest: ${latest.join(', ')}.`;
}
