import { copyChannels } from './channels';
import { convolveBlock } from './convolve';
import { affineItem, channelSumsItem, rectifyGradientItem, rectifyItem } from './elementwise';
import { addFilterSums, filterGradientBlock } from './filterGradient';
import { chunkGradientSums, chunkMoments, groupGradientSums, groupMoments, normaliseChunk, normaliseGradientChunk } from './normalise';
import { adamTensor, averageTensor, rmsPropTensor } from './optimise';
import { packPanel } from './packWeights';
import { bilinearGradientRow, bilinearRow, repeatRow, scatterMaximumRow, selectMaximumRow, sumBlocksRow } from './resample';
import { lossGradientItem, lossItem, lossTotal } from './segmentationLoss';

/**
 * Runs one item of a job; the numbers are those of `jobNumbers.ts` outside. A switch and not a table, because references to
 * functions are objects in memory here, and this module must own none of the memory that it shares with TF.js.
 *
 * @param item 0 .. items - 1; called once for each, by any thread, in any order
 * @param thread whose scratch memory to use
 */
export function runItem(job: i32, argument: usize, item: i32, thread: i32): void {
  switch (job) {
    case 0:
      return convolveBlock(argument, item, thread);
    case 1:
      return packPanel(argument, item, thread);
    case 2:
      return filterGradientBlock(argument, item, thread);
    case 3:
      return addFilterSums(argument, item, thread);
    case 4:
      return chunkMoments(argument, item, thread);
    case 5:
      return groupMoments(argument, item, thread);
    case 6:
      return normaliseChunk(argument, item, thread);
    case 7:
      return chunkGradientSums(argument, item, thread);
    case 8:
      return groupGradientSums(argument, item, thread);
    case 9:
      return normaliseGradientChunk(argument, item, thread);
    case 10:
      return rectifyItem(argument, item, thread);
    case 11:
      return rectifyGradientItem(argument, item, thread);
    case 12:
      return affineItem(argument, item, thread);
    case 13:
      return channelSumsItem(argument, item, thread);
    case 14:
      return selectMaximumRow(argument, item, thread);
    case 15:
      return scatterMaximumRow(argument, item, thread);
    case 16:
      return repeatRow(argument, item, thread);
    case 17:
      return sumBlocksRow(argument, item, thread);
    case 18:
      return bilinearRow(argument, item, thread);
    case 19:
      return bilinearGradientRow(argument, item, thread);
    case 20:
      return copyChannels(argument, item, thread);
    case 21:
      return lossItem(argument, item, thread);
    case 22:
      return lossTotal(argument, item, thread);
    case 23:
      return lossGradientItem(argument, item, thread);
    case 24:
      return adamTensor(argument, item, thread);
    case 25:
      return rmsPropTensor(argument, item, thread);
    case 26:
      return averageTensor(argument, item, thread);
    default:
      unreachable();
  }
}
