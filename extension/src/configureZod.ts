import { config } from 'zod/mini';

// Imported before any schema is made: otherwise zod tries `new Function`, which strict policies report.
config({ jitless: true });
