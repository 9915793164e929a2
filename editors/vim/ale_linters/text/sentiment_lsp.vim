call sentiment#define('text', 'plaintext')
