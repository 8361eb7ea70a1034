import { Command, Option } from 'commander';
import { VERSION } from '../src/data/version';
import { addCohort } from './commands/cohort';
import type { EvaluateOptions } from './commands/evaluate';
import { backendOption, DATA_HELP, nameList, threadsOption, trainingOptions } from './commands/options';
import type { ExportOptions } from './commands/exportModel';
import type { PredictOptions } from './commands/predict';
import type { TrainOptions } from './commands/train';
import { SERIES_FORMATS } from './files/seriesFormats';
import { PartlyDone } from './PartlyDone';
import { writeOut } from './report/writeOut';

const EXIT_HELP = `
Exit codes: 0 done, 1 failed while running, 2 an option or a file cannot be used, 3 predict left files out.`;

/**
 * The command-line parser, which runs the commands. Throws CommanderError instead of exiting. Each command is
 * loaded when it runs, so that help and wrong options answer at once.
 */
export function program(): Command {
  const root = new Command('few-shot')
    .description('Train a segmenter from a few masks, and measure or use it, on folders of images.')
    .version(VERSION, '--version', 'prints the version')
    .showHelpAfterError('(few-shot COMMAND --help lists all options)')
    .addHelpText('after', EXIT_HELP)
    .exitOverride();

  trainingCommand(
    root.command('evaluate'),
    'train on the labelled cases of a folder, predict the others, print Dice, HD95 and surface Dice',
    EVALUATE_EXAMPLES,
  )
    .addOption(
      new Option('--test <dir>', 'folder with test cases; by default the unlabelled cases of --train'),
    )
    .addOption(
      new Option('--out <dir>', 'writes report.json and overlays of the best, median and worst case'),
    )
    .addOption(new Option('--json', 'prints one JSON object, and nothing else'))
    .action(async (options: EvaluateOptions) => {
      const { evaluate } = await import('./commands/evaluate');
      await writeOut(await evaluate(options));
    });

  trainingCommand(root.command('train'), 'train on a folder and write the model to a file', TRAIN_EXAMPLES)
    .addOption(
      new Option('--names <list>', 'names of the segments, in the order of their mask values').argParser(
        nameList,
      ),
    )
    .addOption(
      new Option(
        '--unlabelled <dir>',
        'images without masks, similar to those to predict: they show whether other series than the labelled ' +
          'ones are to be predicted, as the test images do for evaluate',
      ),
    )
    .addOption(
      new Option(
        '--continue <file>',
        'goes on from this model, whose segmenter, size and width it keeps, instead of beginning anew',
      ),
    )
    .addOption(new Option('--out <file>', 'the model file to write').makeOptionMandatory())
    .action(async (options: TrainOptions) => {
      const { train } = await import('./commands/train');
      await writeOut(await train(options));
    });

  root
    .command('predict')
    .description('predict masks with a model: PNG for images, NIfTI for NIfTI, DICOM SEG for a DICOM series')
    .addHelpText('after', `${PREDICT_EXAMPLES}\n${EXIT_HELP}`)
    .addOption(
      new Option('--model <file>', 'a file that "few-shot train" or the viewer wrote').makeOptionMandatory(),
    )
    .addOption(
      new Option('--in <dir>', 'folder with images, searched with the folders inside').makeOptionMandatory(),
    )
    .addOption(new Option('--out <dir>', 'folder for the masks').makeOptionMandatory())
    .addOption(
      new Option('--format <kind>', 'of the masks of a DICOM series')
        .choices(Object.keys(SERIES_FORMATS))
        .default('seg'),
    )
    .addOption(
      new Option(
        '--report',
        'writes NAME-report.dcm beside each DICOM SEG: a measurement report (TID 1500) of the volumes in ml',
      ),
    )
    .addOption(backendOption())
    .addOption(threadsOption())
    .action(async (options: PredictOptions) => {
      const { predict } = await import('./commands/predict');
      const { text, isComplete } = await predict(options);
      await writeOut(text);
      if (!isComplete) throw new PartlyDone();
    });
  root
    .command('export')
    .description('write a model for other programs: its U-Net and normalisation as ONNX')
    .addOption(
      new Option('--model <file>', 'a file that "few-shot train" or the viewer wrote').makeOptionMandatory(),
    )
    .addOption(new Option('--onnx <file>', 'the file to write').makeOptionMandatory())
    .action(async (options: ExportOptions) => {
      const { exportModel } = await import('./commands/exportModel');
      await writeOut(await exportModel(options));
    });

  addCohort(root);
  return root;
}

/** Adds the description and options that all training commands share. */
function trainingCommand(command: Command, description: string, examples: string): Command {
  command.description(description).addHelpText('after', `${DATA_HELP}\n${examples}\n${EXIT_HELP}`);
  for (const option of trainingOptions()) command.addOption(option);
  return command;
}

const TRAIN_EXAMPLES = `
  All cases are labelled unless --labelled says otherwise.

Examples:
  few-shot train --train lungs --labelled 20 --method augment --names Lungs --out lungs.model
  few-shot train --train hippocampus/train --slices 4 --names "Anterior,Posterior" --out hippocampus.model`;

const PREDICT_EXAMPLES = `
  A PNG or JPEG image gets a PNG mask (0 and 255 for one segment, otherwise mask values), a NIfTI file a mask with
  the same header, and a DICOM series a binary DICOM SEG, named after its folder, or after its only file. With --format
  labelmap a series gets one frame an image for all segments (Supplement 243), with fractional the probabilities of the
  network before islands are removed, with rtstruct an RT Structure Set with the outlines of the masks, with nifti a
  NIfTI file. --report adds NAME-report.dcm to each DICOM SEG; a single image, images that cross and images without a
  position have no volume, and are named on stderr.

Examples:
  few-shot predict --model lungs.model --in new-images --out masks
  few-shot predict --model hippocampus.model --in study --out segmentations
  few-shot predict --model hippocampus.model --in study --out contours --format rtstruct`;

const EVALUATE_EXAMPLES = `
  Without --test, 9 cases are labelled unless --labelled says otherwise; with --test, all of --train.
  HD95 is the 95 % Hausdorff distance of the surfaces, in mm if every file states its pixel spacing, otherwise in
  pixels. The surface Dice is the share of both surfaces within 2 mm (or pixels) of each other. Both empty: Dice 1,
  HD95 0; one empty: Dice 0, no HD95. Several segments: the mean over them.

Examples:
  few-shot evaluate --train lungs --labelled 9 --method augment --out report
  few-shot evaluate --train hippocampus/train --test hippocampus/test --labelled 4 --seed 1 --json
  few-shot evaluate --train heart --group '^(SC-.+?)-IM' --labelled 20 --foreground
  few-shot evaluate --train polyps --labelled 40 --pick random --size 128 --preset thorough`;
