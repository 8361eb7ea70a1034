import type { Weights } from './Parameters';

/** Weights of several networks of one shape as those of one; a single one's stay as they are. */
export function joinMembers(members: readonly Weights[]): Weights {
  if (members.length === 1) return members[0];
  return new Map(
    members.flatMap((weights, i) => [...weights].map(([name, value]) => [prefix(i) + name, value])),
  );
}

/** The networks that {@link joinMembers} has joined. A name that is missing is found missing when a network is written. */
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
