"""Change sets report which changed properties replace a resource, as the specification of the resource types does.

ministack knows this for some types only, and reports a changed property of all others as a possible replacement. The specification is in
update-types.json, which `npx tsx test/emulator/update-types.ts` generates.
"""
import json
from pathlib import Path

from ministack.services.cloudformation import stacks

_UPDATE_TYPES = json.loads((Path(__file__).parent / 'update-types.json').read_text(encoding='utf-8'))
_ministack_property_recreation = stacks._property_recreation


def _property_recreation(resource_type, name):
    specified = _UPDATE_TYPES.get(resource_type, {}).get(name)
    return specified or _ministack_property_recreation(resource_type, name)


stacks._property_recreation = _property_recreation
