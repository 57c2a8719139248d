namespace Visio.Server.Settings;

/// <summary>What the command line says; it wins over files and environment.</summary>
internal sealed record SettingsSource
{
    public bool Dev { get; init; }

    public bool DevAllowRemote { get; init; }

    public string? Urls { get; init; }

    public string? Data { get; init; }

    public int? MediaPort { get; init; }

    public string? WebRoot { get; init; }

    public string? Media { get; init; }
}
