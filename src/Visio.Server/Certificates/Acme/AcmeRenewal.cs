using Visio.Server.Settings;

namespace Visio.Server.Certificates.Acme;

/// <summary>Has a certificate made as soon as the server answers, and renews it in time.</summary>
internal sealed partial class AcmeRenewal(
    VisioSettings settings, ServerCertificates certificates, AcmeChallenges challenges, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<AcmeRenewal> log)
    : BackgroundService
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);
    private static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(30);

    private readonly string _folder = IssuedCertificate.FolderIn(settings.DataFolder);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before the authority finds somebody on the port.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var whenStarted = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
        var schedule = new AcmeSchedule(_folder);
        while (true)
        {
            var due = DueAt(schedule);
            for (var wait = due - time.GetUtcNow(); wait > TimeSpan.Zero; wait = due - time.GetUtcNow())
            {
                await Task.Delay(wait < LongestWait ? wait : LongestWait, time, stoppingToken);
            }

            await TryAsync(schedule, stoppingToken);
        }
    }

    private DateTimeOffset DueAt(AcmeSchedule schedule)
    {
        var shown = certificates.Files[^1].Loaded?.Certificate;
        var wanted = shown is not null && settings.Domains.All(domain => shown.MatchesHostname(domain))
            ? AcmeSchedule.RenewalOf(shown.NotBefore, shown.NotAfter)
            : DateTimeOffset.MinValue;
        return wanted > schedule.NotBefore ? wanted : schedule.NotBefore;
    }

    private async Task TryAsync(AcmeSchedule schedule, CancellationToken cancellationToken)
    {
        var kinds = KindsOf(settings, schedule.Failures);
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { Timeout = RequestPatience };
            using var key = AcmeKey.LoadOrCreate(Path.Combine(_folder, "account.pem"));
            var client = new AcmeClient(http, settings.Acme!, key, time);
            var issued = await new AcmeIssuer(client, key, challenges, time).IssueAsync(settings.Domains, kinds, cancellationToken);
            PrivateFile.Write(IssuedCertificate.FilesIn(settings.DataFolder).Certificate, issued);
            foreach (var (file, reason) in certificates.Refresh())
            {
                throw new AcmeException($"{file} cannot be used: {reason}");
            }

            schedule.Succeeded(time.GetUtcNow());
            LogIssued(log, string.Join(", ", settings.Domains), certificates.Files[^1].Loaded!.Certificate.NotAfter.ToUniversalTime());
        }
        catch (Exception failed) when (failed is AcmeException || CertificateFile.IsUnusable(failed))
        {
            schedule.Failed(time.GetUtcNow(), (failed as AcmeException)?.RetryAfter);
            LogFailed(log, string.Join(", ", settings.Domains), failed.Message, schedule.NotBefore.UtcDateTime);
        }
    }

    /// <summary>Port 443 is there anyway; where port 80 is served too, the two take turns after failures.</summary>
    private static IReadOnlyList<string> KindsOf(VisioSettings settings, int failures)
    {
        var served = new List<string>();
        if (settings.Urls.Any(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)))
        {
            served.Add(AcmeChallenges.TlsAlpn);
        }

        if (settings.Urls.Any(url => url.StartsWith("http:", StringComparison.OrdinalIgnoreCase)))
        {
            served.Add(AcmeChallenges.Http);
        }

        return failures % 2 == 0 ? served : [.. served.AsEnumerable().Reverse()];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The authority has given a certificate for {Names}; it ends {NotAfter:u}")]
    private static partial void LogIssued(ILogger log, string names, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Error, Message = "The authority has given no certificate for {Names}: {Reason} It is asked again {Next:u}")]
    private static partial void LogFailed(ILogger log, string names, string reason, DateTime next);
}
