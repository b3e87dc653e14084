"""Every record of the catalogue in the order a person would list them; importing this maps them all."""

from __future__ import annotations

from desktop.records.base import Base
from desktop.records.certificates import Candidate, Certificate, CertificateType, ExamBatch
from desktop.records.enterprise import Enterprise
from desktop.records.people import Person, Student, StudentStatus, Teacher, TeacherExemption, TeacherStatus
from desktop.records.plans import Plan, PolicyProgress, ReturnTask
from desktop.records.practice import Practice
from desktop.records.school import Department, Finance, Headcount, Major, School
from desktop.records.training import Attendance, Enrolment, Lesson, Receipt, TrainingClass

ALL: tuple[type[Base], ...] = (
    TrainingClass,
    Enrolment,
    Lesson,
    Attendance,
    Receipt,
    CertificateType,
    ExamBatch,
    Candidate,
    Certificate,
    Practice,
    Person,
    Teacher,
    TeacherStatus,
    TeacherExemption,
    Student,
    StudentStatus,
    Enterprise,
    Department,
    Major,
    School,
    Headcount,
    Finance,
    Plan,
    PolicyProgress,
    ReturnTask,
)
