import { CONTROLS } from './catalogue';
import { namesOf, type InScope, type Optional } from './control';
import { controlOf } from './declarations';
import { failuresOf, incorrectDeclarations, isRequired, Subject } from './evaluation';
import { build, choices, presets } from './stacks';
import { titleOf } from './titles';

const inScope = CONTROLS.filter((control): control is InScope => control.scope === 'in');
const optional = CONTROLS.filter((control): control is Optional => control.scope === 'optional');

describe.each(Object.entries(presets))('in %s', (name, stack) => {
  const subject = new Subject(name, stack());
  const required = inScope.filter((control) => isRequired(control, name));
  const others = CONTROLS.filter((control) => control.scope !== 'in' || !isRequired(control, name));

  test.each(required.map((control) => [titleOf(control), control] as const))('%s', (_title, control) => {
    expect(failuresOf(control, subject, subject.declared(control))).toEqual([]);
  });

  test('declarations of controls that are not required are correct', () => {
    expect(others.flatMap((control) => incorrectDeclarations(control, subject))).toEqual([]);
  });

  test('no resource declares an unknown control', () => {
    expect(subject.declarations.filter((declaration) => controlOf(declaration) === undefined)).toEqual([]);
  });
});

describe('with its prop', () => {
  const nonProduction = new Subject('non-production', presets['non-production']());

  test.each(optional.map((control) => [titleOf(control), control] as const))('%s', (_title, control) => {
    expect(nonProduction.declared(control)).toEqual([]);
    const subject = new Subject(control.id, build(control.enable));
    expect(failuresOf(control, subject, subject.declared(control))).toEqual([]);
    expect(CONTROLS.flatMap((one) => incorrectDeclarations(one, subject))).toEqual([]);
  });
});

test.each(Object.entries(choices))('no resource declares a control that it does not implement, with %s', (name, choose) => {
  const subject = new Subject(name, build(choose));
  expect(subject.declarations.length).toBeGreaterThan(0);
  expect(CONTROLS.flatMap((control) => incorrectDeclarations(control, subject))).toEqual([]);
});

describe('the catalogue', () => {
  test('lists each control once', () => {
    const names = CONTROLS.flatMap(namesOf);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('has a reason for each control that is out of scope or optional, and a prop for each control that only production implements', () => {
    const reasons = CONTROLS.map((control) => [control.id, control.scope === 'in' ? control.preset === 'both' || control.enabledBy : control.reason]);
    expect(reasons.filter(([, reason]) => !reason)).toEqual([]);
  });
});
