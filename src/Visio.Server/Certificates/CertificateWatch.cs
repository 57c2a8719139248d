namespace Visio.Server.Certificates;

/// <summary>Has certificates read again when their files change: soon after the file system says so, and once a minute because it may not.</summary>
internal sealed partial class CertificateWatch(ServerCertificates certificates, TimeProvider time, ILogger<CertificateWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Certificate and key are written one after the other.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _changed = new(0, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var watchers = Watch();
        try
        {
            while (true)
            {
                if (await _changed.WaitAsync(Interval, stoppingToken))
                {
                    await Task.Delay(Settle, time, stoppingToken);
                }

                Refresh();
            }
        }
        finally
        {
            watchers.ForEach(watcher => watcher.Dispose());
        }
    }

    private void Refresh()
    {
        var before = certificates.Files.Select(file => file.Loaded).ToList();
        foreach (var (file, reason) in certificates.Refresh())
        {
            LogUnusable(log, file, reason);
        }

        foreach (var now in certificates.Files.Select(file => file.Loaded).Except(before).OfType<LoadedCertificate>())
        {
            LogLoaded(log, string.Join(", ", now.Names), now.Certificate.NotAfter.ToUniversalTime());
        }
    }

    /// <summary>Folders rather than files: files are replaced, and links to them exchanged.</summary>
    private List<FileSystemWatcher> Watch()
    {
        var folders = certificates.Files.SelectMany(f => new[] { f.Files.Certificate, f.Files.Key }).OfType<string>()
            .Select(file => Path.GetDirectoryName(Path.GetFullPath(file))!).Distinct(StringComparer.Ordinal);
        var watchers = new List<FileSystemWatcher>();
        foreach (var folder in folders)
        {
            try
            {
                var watcher = new FileSystemWatcher(folder);
                watcher.Changed += (_, _) => Wake();
                watcher.Created += (_, _) => Wake();
                watcher.Renamed += (_, _) => Wake();
                watcher.EnableRaisingEvents = true;
                watchers.Add(watcher);
            }
            catch (Exception refused) when (refused is IOException or ArgumentException)
            {
                LogUnwatched(log, folder, refused.Message);
            }
        }

        return watchers;
    }

    private void Wake()
    {
        try
        {
            _changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed certificate {File} cannot be used, and the one before goes on being shown until it ends: {Reason}")]
    private static partial void LogUnusable(ILogger log, string file, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The certificate for {Names} is shown from now on; it ends {NotAfter:u}")]
    private static partial void LogLoaded(ILogger log, string names, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes in {Folder} are not told; it is looked at once a minute: {Reason}")]
    private static partial void LogUnwatched(ILogger log, string folder, string reason);
}
