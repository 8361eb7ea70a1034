import type { Command } from 'commander';
import { Option } from 'commander';
import { countStates, describeCounts } from '../cohort/countStates';
import { IN_ARCHIVE } from '../cohort/JobQueue';
import type { QueueOptions } from '../cohort/openQueue';
import { SEG_FORMATS } from '../files/seriesFormats';
import { PartlyDone } from '../PartlyDone';
import { writeOut } from '../report/writeOut';
import { archiveOptions, queueOptions, workOptions } from './cohortOptions';
import type { CohortCollectOptions } from './cohortCollect';
import type { CohortReportOptions } from './cohortReport';
import type { CohortRunOptions } from './cohortRun';
import type { CohortWorkerOptions } from './cohortWorker';

/** Adds `few-shot cohort` and its commands. */
export function addCohort(root: Command): void {
  const cohort = root.command('cohort').description('predict all matching studies of a DICOMweb archive');

  const run = withOptions(cohort.command('run'), [...archiveOptions(), ...queueOptions(), ...workOptions()])
    .description('find studies, predict those that are not done, and store DICOM SEGs')
    .addHelpText('after', RUN_HELP)
    .addOption(
      new Option('--model <file>', 'a file that "few-shot train" or the viewer wrote').makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--query <text>',
        'search for studies as in a DICOMweb URL, e.g. "StudyDate=20240101-"',
      ).default('', 'all studies'),
    )
    .addOption(
      new Option('--series <rule...>', 'rules that a series must meet, see below').default(
        [],
        'the modalities that the model has learnt from',
      ),
    )
    .addOption(new Option('--store <where>', '"archive", or a folder for the DICOM SEGs').default(IN_ARCHIVE))
    .addOption(new Option('--format <kind>', 'of the DICOM SEGs').choices(SEG_FORMATS).default('seg'))
    .addOption(new Option('--dry-run', 'prints what would be predicted, and does nothing'));
  run.action(async (options: CohortRunOptions) => {
    const { cohortRun } = await import('./cohortRun');
    if (!(await cohortRun(options))) throw new PartlyDone();
  });

  withOptions(cohort.command('worker'), [...archiveOptions(true), ...queueOptions(), ...workOptions()])
    .description('work on the studies of a cohort in Redis, on this machine too, until Ctrl-C')
    .action(async (options: CohortWorkerOptions) => {
      const { cohortWorker } = await import('./cohortWorker');
      await cohortWorker(options);
    });

  withOptions(cohort.command('status'), queueOptions())
    .description('count the studies by state, and print why some failed')
    .action(async (options: QueueOptions) => {
      const { withQueue } = await import('../cohort/openQueue');
      await withQueue(options, true, async (queue) =>
        writeOut(`${describeCounts(await countStates(queue))}\n`),
      );
    });

  withOptions(cohort.command('retry'), queueOptions())
    .description('make failed studies wait again, for the next run')
    .action(async (options: QueueOptions) => {
      const { withQueue } = await import('../cohort/openQueue');
      await withQueue(options, true, async (queue) =>
        writeOut(`${await queue.retry()} studies wait again\n`),
      );
    });

  withOptions(cohort.command('report'), queueOptions())
    .description('write what the masks look like, those that need a look most first')
    .addOption(
      new Option('--out <file>', 'a page (.html), a table (.csv) or all values (.json)').default(
        'cohort.html',
      ),
    )
    .addOption(
      new Option('--viewer <url>', 'the viewer, to which studies are linked').default(
        'http://127.0.0.1:3000/',
      ),
    )
    .action(async (options: CohortReportOptions) => {
      const { cohortReport } = await import('./cohortReport');
      await writeOut(await cohortReport(options));
    });

  withOptions(cohort.command('collect'), [...archiveOptions(true), ...queueOptions()])
    .description('write series whose masks a reader accepted or corrected as a folder for "few-shot train"')
    .addOption(new Option('--out <dir>', 'folder for images and masks').makeOptionMandatory())
    .action(async (options: CohortCollectOptions) => {
      const { cohortCollect } = await import('./cohortCollect');
      await writeOut(await cohortCollect(options));
    });
}

function withOptions(command: Command, options: readonly Option[]): Command {
  for (const option of options) command.addOption(option);
  return command;
}

const RUN_HELP = `
  A rule is a DICOM keyword, one of = != ~ !~ >= <= and a value; ~ is a regular expression. Capitals do not matter.
  Besides keywords there are Images (their number) and Plane (axial, coronal, sagittal, oblique). All rules must hold.
  A run that ended, however it ended, goes on where it stopped when the same command is given again.

Examples:
  few-shot cohort run --model ventricles.model --dicomweb http://127.0.0.1:8042/dicom-web --dry-run
  few-shot cohort run --model ventricles.model --dicomweb https://pacs.example/dicom-web \\
    --query "ModalitiesInStudy=MR&StudyDate=20240101-" --series "SeriesDescription~t1" Plane=axial "Images>=20"
  few-shot cohort status
  few-shot cohort retry
  few-shot cohort worker --redis redis://10.0.0.5:6379
  few-shot cohort report --out cohort.html`;
