# Loaded before the package's qstat: all that users wrote into their jobs, and a name is not all of it, reaches it with
# everything but printable ASCII escaped. So nothing of a job ends a line, moves a cursor, or is cut inside a character.
package EscapedJobs;
use strict;
use warnings;
use Slurm;

my $load = \&Slurm::load_jobs;
no warnings 'redefine';
*Slurm::load_jobs = sub {
    my $loaded = $load->(@_);
    for my $job (@{ $loaded ? $loaded->{job_array} : [] }) {
        for my $text (grep { defined && !ref } values %$job) {
            $text =~ s/([^\x20-\x7e])/sprintf '\\x%02x', ord $1/ge if $text =~ /[^\x20-\x7e]/;
        }
    }
    return $loaded;
};

1;
