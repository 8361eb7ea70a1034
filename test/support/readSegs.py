"""Prints what pydicom and NumPy read in DICOM segmentations and measurement reports, as JSON: for each file its frames or
measurement groups, and some attributes."""

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


def children(item, name):
    return [
        child
        for child in item.ContentSequence
        if "ConceptNameCodeSequence" in child and child.ConceptNameCodeSequence[0].CodeMeaning == name
    ]


def read_group(group):
    def child(name):
        return children(group, name)[0]

    segment = child("Referenced Segment").ReferencedSOPSequence[0]
    measured = child("Volume").MeasuredValueSequence[0]
    return {
        "tracking": [child("Tracking Identifier").TextValue, child("Tracking Unique Identifier").UID],
        "finding": child("Finding").ConceptCodeSequence[0].CodeMeaning,
        "seg": segment.ReferencedSOPInstanceUID,
        "segment": int(segment.ReferencedSegmentNumber),
        "volume": float(measured.NumericValue),
        "unit": measured.MeasurementUnitsCodeSequence[0].CodeValue,
    }


def read_report(report):
    (measurements,) = children(report, "Imaging Measurements")
    return {
        "patient": str(report.PatientName),
        "number": int(report.SeriesNumber),
        "kind": [report.file_meta.MediaStorageSOPClassUID, report.ContentTemplateSequence[0].TemplateIdentifier, None],
        "groups": [read_group(group) for group in children(measurements, "Measurement Group")],
    }


def read(file):
    seg = pydicom.dcmread(file)
    if "ContentSequence" in seg:
        return read_report(seg)
    masks = seg.pixel_array.reshape(seg.NumberOfFrames, seg.Rows, seg.Columns)
    return {
        "patient": str(seg.PatientName),
        "number": int(seg.SeriesNumber),
        "kind": [seg.file_meta.MediaStorageSOPClassUID, seg.SegmentationType, seg.get("MaximumFractionalValue")],
        "frames": [read_frame(seg, *pair) for pair in zip(masks, seg.PerFrameFunctionalGroupsSequence)],
    }


print(json.dumps([read(file) for file in sys.argv[1:]]))
