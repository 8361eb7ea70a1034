import { Command, Option } from 'commander';
import { evaluate, type EvaluateOptions } from './commands/evaluate';
import { DATA_HELP, trainingOptions } from './commands/options';
import { writeOut } from './report/writeOut';

const EXIT_HELP = `
Exit codes: 0 done, 1 failed while running, 2 an option or a file cannot be used.`;

/** The command line: parses, and starts commands. Throws CommanderError instead of exiting. */
export function program(): Command {
  const root = new Command('few-shot')
    .description('Train a segmenter from a few masks, and measure or use it, on folders of images.')
    .showHelpAfterError('(few-shot COMMAND --help tells all options)')
    .addHelpText('after', EXIT_HELP)
    .exitOverride();

  const evaluation = root
    .command('evaluate')
    .description('train on the labelled cases of a folder, predict the others, print Dice and HD95')
    .addHelpText('after', `${DATA_HELP}\n${EVALUATE_EXAMPLES}\n${EXIT_HELP}`);
  for (const option of trainingOptions()) evaluation.addOption(option);
  evaluation
    .addOption(new Option('--test <dir>', 'folder with test cases; else those of --train not labelled'))
    .addOption(
      new Option('--out <dir>', 'writes report.json and overlays of the best, median and worst case'),
    )
    .addOption(new Option('--json', 'prints one JSON object, and nothing else'))
    .action(async (options: EvaluateOptions) => writeOut(await evaluate(options)));
  return root;
}

const EVALUATE_EXAMPLES = `
  Without --test, 9 cases are labelled unless --labelled says otherwise; with --test, all of --train.
  HD95 is the 95 % Hausdorff distance of the surfaces, in mm where every file says how large its pixels are, else in
  pixels. Both empty: Dice 1, HD95 0; one empty: Dice 0, no HD95. Several segments: the mean over them.

Examples:
  few-shot evaluate --train lungs --labelled 9 --method augment --out report
  few-shot evaluate --train hippocampus/train --test hippocampus/test --labelled 4 --seed 1 --json
  few-shot evaluate --train polyps --labelled 40 --pick random --size 128 --preset thorough`;
