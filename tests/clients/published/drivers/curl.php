<?php
$curl = curl_init();
curl_setopt_array($curl, [
    CURLOPT_HTTPAUTH => CURLAUTH_DIGEST,
    CURLOPT_USERPWD => getenv('MONGODB_ATLAS_PUBLIC_API_KEY') . ':' . getenv('MONGODB_ATLAS_PRIVATE_API_KEY'),
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_FOLLOWLOCATION => true,
    CURLOPT_ENCODING => '',
    CURLOPT_USERAGENT => 'driver/' . PHP_VERSION,
]);
$path = '/api/atlas/v1.0/groups/' . getenv('MONGODB_ATLAS_PROJECT_ID') . '/backup/exportBuckets';
$ids = [];
while ($path) {
    curl_setopt($curl, CURLOPT_URL, getenv('MONGODB_ATLAS_BASE_URL') . $path);
    $body = curl_exec($curl);
    $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    if ($body === false || $status !== 200) {
        fwrite(STDERR, $status . ' ' . curl_error($curl) . ' ' . $body . "\n");
        exit(1);
    }
    $page = json_decode($body, true, 512, JSON_THROW_ON_ERROR);
    array_push($ids, ...array_column($page['results'], '_id'));
    $path = null;
    foreach ($page['links'] as $link) {
        if ($link['rel'] === 'next') {
            $next = parse_url($link['href']);
            $path = $next['path'] . '?' . $next['query'];
        }
    }
}
echo implode("\n", $ids), "\n";
