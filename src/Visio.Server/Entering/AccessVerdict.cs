namespace Visio.Server.Entering;

/// <summary>What becomes of somebody who asks to enter.</summary>
internal enum AccessVerdict
{
    Admit,
    Wait,
    Deny,
}
