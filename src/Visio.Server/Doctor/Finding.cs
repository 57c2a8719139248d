namespace Visio.Server.Doctor;

/// <summary>What one check found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Fix">What to do about it; null where all is well.</param>
internal sealed record Finding(string Check, string Detail, string? Fix = null)
{
    public bool IsWell => Fix is null;
}
