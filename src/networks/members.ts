import type { Weights } from './Parameters';

/**
 * Joins the weights of several networks of one shape, with a prefix for each network; those of a single
 * network stay as they are.
 */
export function joinMembers(members: readonly Weights[]): Weights {
  if (members.length === 1) return members[0];
  return new Map(
    members.flatMap((weights, i) => [...weights].map(([name, value]) => [prefix(i) + name, value])),
  );
}

/**
 * Splits weights that {@link joinMembers} joined. Missing names are reported when the weights are written to
 * a network.
 */
export function splitMembers(weights: Weights, count: number): Weights[] {
  if (count === 1) return [weights];
  return Array.from(
    { length: count },
    (_, i) =>
      new Map(
        [...weights].flatMap(([name, value]) =>
          name.startsWith(prefix(i)) ? [[name.slice(prefix(i).length), value]] : [],
        ),
      ),
  );
}

const prefix = (member: number) => `member${member + 1}/`;
