using System.Runtime.InteropServices;

namespace Visio.Sfu.Relaying;

/// <summary>What stands before each piece in a <see cref="RelayRing"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RelayRecord
{
    /// <summary>What it is.</summary>
    public RelayKind Kind;

    /// <summary>Which of the publication's layers.</summary>
    public byte Layer;

    /// <summary>Whether the packet was sent again.</summary>
    public bool IsRepair;

    /// <summary>Bytes of the first of two parts; all of them where there is one.</summary>
    public ushort FirstLength;

    /// <summary>The publication; nothing for datagrams.</summary>
    public long Publication;
}
