call sentiment#define('jsonl', 'jsonl')
