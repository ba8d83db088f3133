import { pathsOf, type PathsOutside, type Pillar } from './pillar';
import { createLogBucket, hasRecorder } from './storage';
import { ConfigRecording, type CommonConfigRecordingProps, type ConfigRecordingProps } from '../../audit';
import { checkConfigRecording } from '../../audit/validation';

export const CONFIG_PATHS: PathsOutside<ConfigRecordingProps, CommonConfigRecordingProps> = {
  bucket: 'storage.configBucket',
  encryptionKey: 'storage.encryptionKey',
  namePrefix: 'environmentSuffix',
};

/** Creates the AWS Config recording. */
export const CONFIG: Pillar = {
  validate(problems, { options: { config } }) {
    if (config.enabled !== false) {
      problems.include((inner) => checkConfigRecording(inner, config), pathsOf('config', CONFIG_PATHS));
    }
  },

  create(context, parts) {
    const { scope, options, namePrefix } = context;
    const { enabled, ...config } = options.config;
    if (enabled === false) {
      return parts;
    }
    const existing = context.options.storage.configBucket;
    const configBucket = existing || !hasRecorder(context.options) ? undefined : createLogBucket(context, parts, 'ConfigBucket', 'config-bucket');
    const configTarget = hasRecorder(context.options) ? existing ?? configBucket : undefined;
    const configRecording = new ConfigRecording(scope, 'Config', { ...config, bucket: configTarget, encryptionKey: parts.encryptionKey, namePrefix });
    return { ...parts, configBucket, configTarget, configRecording };
  },

  outputs: ({ configTarget }) => [
    { name: 'ConfigBucketName', description: 'The name of the bucket for AWS Config', value: configTarget?.bucketName },
  ],
};
