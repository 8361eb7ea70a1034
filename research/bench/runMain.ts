/** Runs a program and ends the process, which open devices would keep alive; errors go to standard error. */
export function runMain(main: () => Promise<void>): void {
  main().then(
    () => process.exit(),
    (error: Error) => {
      process.stderr.write(`${error.stack ?? error.message}\n`);
      process.exit(1);
    },
  );
}
