/** Keeps n8n's own log off the console of the tests. */
process.env.N8N_LOG_LEVEL = 'silent';
