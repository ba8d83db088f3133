"""The public parameters of Amazon Linux 2023 that ministack lacks."""
from ministack.services import ssm as service

for _image in ('kernel-default-arm64', 'kernel-6.1-arm64', 'kernel-6.1-x86_64', 'kernel-6.12-arm64', 'kernel-6.12-x86_64'):
    service._PUBLIC_AMI_PARAMETERS.setdefault(f'/aws/service/ami-amazon-linux-latest/al2023-ami-{_image}', 'ami-0c2023a1b2c3d4e5f')
