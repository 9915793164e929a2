call sentiment#define('csv', 'csv')
