"""The wheel holds a program, so it is of one platform, and of no version of Python."""

import os

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel


class ProgramWheel(bdist_wheel):
    """A wheel for the platform that `.packaging/dist` names."""

    def get_tag(self):
        return "py3", "none", os.environ["WINDTUNNEL_PLATFORM"]


class ProgramDistribution(Distribution):
    """What is of one platform is laid beside what is compiled for it."""

    def has_ext_modules(self):
        return True


setup(cmdclass={"bdist_wheel": ProgramWheel}, distclass=ProgramDistribution)
