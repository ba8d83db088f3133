import { BOTH, type Control } from '../control';
import { each, idOf, type Properties, type Resources } from '../resources';

const RECORDER = 'AWS::Config::ConfigurationRecorder';
const SERVICE_LINKED_ROLE = 'aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig';

const recordsAll = ({ RecordingGroup }: Properties) => RecordingGroup?.AllSupported === true && RecordingGroup.IncludeGlobalResourceTypes === true;
const isStarted = (recorder: string, resources: Resources) =>
  resources.of('Custom::ConfigStarter').some(([, { Operation, RecorderName }]) => Operation === 'Start' && idOf(RecorderName) === recorder);

export const CONFIG: Control[] = [
  {
    id: 'CIS 3.5/3.3/3.3/4.3',
    title: 'AWS Config is enabled',
    ...BOTH,
    note: 'In the region of the stack. Each other region requires its own stack',
    test: 'the recorder records all resource types, including global ones, and a delivery channel delivers to a bucket',
    check: each(RECORDER, (recorder, resources) =>
      recordsAll(recorder) && resources.of('AWS::Config::DeliveryChannel').some(([, { S3BucketName }]) => resources.at(S3BucketName) !== undefined)),
  },
  {
    id: 'Config.1',
    title: 'AWS Config is enabled and uses the service-linked role',
    ...BOTH,
    note: 'In the region of the stack. Each other region requires its own stack',
    test: 'the recorder records all resource types with the service-linked role and is started',
    check: each(RECORDER, (recorder, resources, id) =>
      recordsAll(recorder) && JSON.stringify(recorder.RoleARN).includes(SERVICE_LINKED_ROLE) && isStarted(id, resources)),
  },
];
