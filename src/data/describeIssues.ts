import { z } from 'zod';

/** Further problems usually have the same cause, and a damaged file can have thousands. */
const MAX_ISSUES = 5;

/** The first few problems that a schema found in a value, as text that names their fields. */
export function describeIssues({ issues }: z.ZodError): string {
  const text = z.prettifyError({ issues: issues.slice(0, MAX_ISSUES) });
  const more = issues.length - MAX_ISSUES;
  return more > 0 ? `${text}\n✖ and ${more} more` : text;
}
