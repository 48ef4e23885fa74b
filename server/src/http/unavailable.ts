/** For Retry-After while the database is away. One that restarts is back within seconds. */
export const UNAVAILABLE_RETRY_SECONDS = 5;
