import { EmptyOnDelete } from '@org/secure-baseline';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';

const app = new App();
const stack = new Stack(app, 'Uploads');

// A bucket that CloudFormation deletes with the stack must have RemovalPolicy.DESTROY.
const bucket = new Bucket(stack, 'Bucket', { enforceSSL: true, versioned: true, removalPolicy: RemovalPolicy.DESTROY });

// Deletes all versions, delete markers and incomplete uploads before CloudFormation deletes the bucket.
new EmptyOnDelete(stack, 'EmptyOnDelete', { bucket });
