/** Timeouts, so that a request without a response does not last until the timeout of the function. The callers retry failed requests. */
export const CLIENT_OPTIONS = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
};
