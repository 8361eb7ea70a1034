"""Prints what pydicom and NumPy read in DICOM segmentations, as JSON: for each file its frames, and some attributes."""

import json
import sys

import numpy
import pydicom


def read_frame(seg, mask, groups):
    shared = seg.SharedFunctionalGroupsSequence[0]

    def group(name):
        return groups[name][0] if name in groups else shared[name][0] if name in shared else None

    source = groups.DerivationImageSequence[0].SourceImageSequence[0]
    content = groups.FrameContentSequence[0]
    plane, orientation = group("PlanePositionSequence"), group("PlaneOrientationSequence")
    measures = group("PixelMeasuresSequence")
    segment = group("SegmentIdentificationSequence")
    return {
        "segment": int(segment.ReferencedSegmentNumber) if segment else None,
        "image": source.ReferencedSOPInstanceUID,
        "frame": int(source.get("ReferencedFrameNumber", 0)),
        "label": content.get("FrameLabel", ""),
        "dimensions": numpy.atleast_1d(content.DimensionIndexValues).tolist(),
        "position": [float(value) for value in plane.ImagePositionPatient] if plane else None,
        "orientation": [float(value) for value in orientation.ImageOrientationPatient] if orientation else None,
        "between": float(measures.get("SpacingBetweenSlices", 0)) if measures else None,
        "foreground": numpy.flatnonzero(mask).tolist(),
        "values": mask.ravel().tolist(),
    }


def read(file):
    seg = pydicom.dcmread(file)
    masks = seg.pixel_array.reshape(seg.NumberOfFrames, seg.Rows, seg.Columns)
    return {
        "patient": str(seg.PatientName),
        "number": int(seg.SeriesNumber),
        "kind": [seg.file_meta.MediaStorageSOPClassUID, seg.SegmentationType, seg.get("MaximumFractionalValue")],
        "frames": [read_frame(seg, *pair) for pair in zip(masks, seg.PerFrameFunctionalGroupsSequence)],
    }


print(json.dumps([read(file) for file in sys.argv[1:]]))
