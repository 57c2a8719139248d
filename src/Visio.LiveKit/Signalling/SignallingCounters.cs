namespace Visio.LiveKit.Signalling;

/// <summary>Totals of signalling since start. Any thread.</summary>
internal sealed class SignallingCounters
{
    private long _joins;
    private long _resumes;
    private long _refused;
    private long _overHttp;

    public long Joins => Interlocked.Read(ref _joins);

    public long Resumes => Interlocked.Read(ref _resumes);

    public long Refused => Interlocked.Read(ref _refused);

    public long OverHttp => Interlocked.Read(ref _overHttp);

    public void CountJoin() => Interlocked.Increment(ref _joins);

    public void CountResume() => Interlocked.Increment(ref _resumes);

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public void CountOverHttp() => Interlocked.Increment(ref _overHttp);
}
