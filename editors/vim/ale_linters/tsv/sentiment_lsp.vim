call sentiment#define('tsv', 'tsv')
