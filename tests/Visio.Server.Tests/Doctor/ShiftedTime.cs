namespace Visio.Server.Tests.Doctor;

/// <summary>A clock that goes wrong by the same amount all the time.</summary>
internal sealed class ShiftedTime(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
}
