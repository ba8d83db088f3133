"""AWS on the own machine: ministack, with what the baseline needs and ministack lacks.

Every type is provisioned through the emulator's own API, so that what a stack creates is what the SDKs describe.
"""
