"""Tests of the workbook engine."""
