use strict;
use warnings;

package Agent {
    use parent 'LWP::UserAgent';
    sub get_basic_credentials { return @ENV{qw(MONGODB_ATLAS_PUBLIC_API_KEY MONGODB_ATLAS_PRIVATE_API_KEY)} }
}

package main;
use JSON::PP;
use URI;

# die would end with a status beyond 125.
sub fail { print STDERR "@_\n"; exit 1 }

my $agent = Agent->new(keep_alive => 1);
my $path = "/api/atlas/v1.0/groups/$ENV{MONGODB_ATLAS_PROJECT_ID}/backup/exportBuckets";
my @ids;
while ($path) {
    my $response = $agent->get($ENV{MONGODB_ATLAS_BASE_URL} . $path);
    fail($response->status_line . ' ' . $response->content) unless $response->code == 200;
    my $page = eval { decode_json($response->content) } or fail("no list: $@");
    push @ids, map { $_->{_id} } @{ $page->{results} };
    my ($next) = grep { $_->{rel} eq 'next' } @{ $page->{links} };
    $path = $next && URI->new($next->{href})->path_query;
}
print map { "$_\n" } @ids;
