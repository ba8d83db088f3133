import { DeleteAlternateContactCommand, GetAlternateContactCommand, PutAlternateContactCommand } from '@aws-sdk/client-account';
import type { ContactValue } from '../../function-environment';
import { nothing, unless } from '../examination';
import type { Implementation } from '../implementation';

const AlternateContactType = 'SECURITY';

/** @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html */
export const securityContact: Implementation<ContactValue | null> = {
  wanted: (configuration) => configuration.securityContact,

  async read({ clients, send }) {
    const answer = await unless(/^ResourceNotFoundException$/, () =>
      send(() => clients.account.send(new GetAlternateContactCommand({ AlternateContactType }))));
    if (!answer?.AlternateContact) {
      return { value: null };
    }
    const { Name = '', Title = '', EmailAddress = '', PhoneNumber = '' } = answer.AlternateContact;
    return { value: { Name, Title, EmailAddress, PhoneNumber } };
  },

  async write({ clients: { account }, send }, value) {
    await (value
      ? send(() => account.send(new PutAlternateContactCommand({ AlternateContactType, ...value })))
      : unless(/^ResourceNotFoundException$/, () => send(() => account.send(new DeleteAlternateContactCommand({ AlternateContactType })))));
  },

  equal(one, other) {
    const values = (contact: ContactValue | null) => contact && [contact.Name, contact.Title, contact.EmailAddress, contact.PhoneNumber];
    return JSON.stringify(values(one)) === JSON.stringify(values(other));
  },

  combine: (one, other) => other ?? one,
  conflicts: nothing,
  exposures: nothing,
};
