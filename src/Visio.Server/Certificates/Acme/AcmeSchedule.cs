using System.Security.Cryptography;
using System.Text.Json;

namespace Visio.Server.Certificates.Acme;

/// <summary>When the authority is asked: at two thirds of a certificate's lifetime; after failures less and less often, across restarts.</summary>
internal sealed class AcmeSchedule
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    /// <summary>Also where a certificate is so short that it would be due at once.</summary>
    private static readonly TimeSpan PauseAfterSuccess = TimeSpan.FromHours(1);

    private readonly string _file;
    private State _state;

    /// <param name="folder">Where failures are remembered.</param>
    public AcmeSchedule(string folder)
    {
        _file = Path.Combine(folder, "failures.json");
        _state = Load();
    }

    /// <summary>How often it failed since it went well.</summary>
    public int Failures => _state.Failures;

    /// <summary>When a certificate is to be renewed. Those of many servers started together must not be renewed together.</summary>
    public static DateTimeOffset RenewalOf(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var lifetime = notAfter - notBefore;
        return notBefore + (lifetime * (2.0 / 3)) - (lifetime * 0.05 * RandomNumberGenerator.GetInt32(1000) / 1000);
    }

    /// <summary>When the authority may be asked at the earliest.</summary>
    public DateTimeOffset NotBefore => _state.NotBefore;

    /// <summary>It went well.</summary>
    public void Succeeded(DateTimeOffset now)
    {
        _state = new(0, now + PauseAfterSuccess);
        File.Delete(_file);
    }

    /// <summary>It failed: the pause is twice the one before, and not shorter than the authority wants.</summary>
    public void Failed(DateTimeOffset now, DateTimeOffset? retryAfter)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(_state.Failures, 10));
        pause = pause < LongestPause ? pause : LongestPause;
        var next = now + pause + (pause * 0.2 * RandomNumberGenerator.GetInt32(1000) / 1000);
        _state = new(_state.Failures + 1, retryAfter > next ? retryAfter.Value : next);
        PrivateFile.Write(_file, JsonSerializer.Serialize(_state));
    }

    private State Load()
    {
        try
        {
            return File.Exists(_file) ? JsonSerializer.Deserialize<State>(File.ReadAllText(_file)) ?? new(0, DateTimeOffset.MinValue) : new(0, DateTimeOffset.MinValue);
        }
        catch (JsonException)
        {
            return new(0, DateTimeOffset.MinValue);
        }
    }

    private sealed record State(int Failures, DateTimeOffset NotBefore);
}
