"""Extends the AWS emulator ministack with the resource types and properties that the baseline uses.

The resource types are provisioned through the API of the emulator, so that the SDKs describe what a stack creates.
"""
