using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>How browsers reach the media ports.</summary>
internal sealed class MediaSettings
{
    public const int DefaultPort = 7882;
    public const int DefaultTcpPort = 7881;
    public const int MostLoops = 64;

    public const string Child = "child";
    public const string InProcess = "in-process";

    [Description("Where media is served: `child`, a process of its own that `visio serve` starts and watches, so that calls go on while the web side restarts; `in-process`, in that of the web. Default: `child`, with `--dev` `in-process`. With `LiveKit:Url` neither. The argument `--media` wins.")]
    public string Process { get; set; } = "";

    [Description("How long the media process goes on without the web side, waiting for the next `visio serve` on the same data folder.")]
    public TimeSpan WaitForWeb { get; set; } = TimeSpan.FromSeconds(60);

    [Description("The media port, UDP: that of the first of `Media:Loops`, the others have the numbers that follow. 0 lets the system choose.")]
    public int Port { get; set; } = DefaultPort;

    [Description("Media loops: threads that forward media, each with a UDP port of its own, to keep as many processors busy. 0 is one for each processor.")]
    public int Loops { get; set; } = 1;

    [Description("Whether each thread of several media loops stays on a processor of its own (Linux).")]
    public bool PinThreads { get; set; }

    [Description("Whether media goes over TCP where a network blocks UDP.")]
    public bool Tcp { get; set; } = true;

    [Description("The TCP port of media; 0 lets the system choose. Default: none where this server has TLS and `Media:WebPort`; otherwise `7881`, or the number of `Media:Port` where that is not `7882`.")]
    public int? TcpPort { get; set; }

    [Description("Whether the ports of the web (`Urls`) take media over TCP and TURN too: the first bytes of a connection decide. Browsers are told of those with TLS; of those without where `TrustedProxies` is empty; of those on loopback with `--dev` alone.")]
    public bool WebPort { get; set; } = true;

    [Description("The number under which browsers reach the port of the web, where a NAT or a balancer that passes TLS on maps it. 0: the number that is bound.")]
    public int PublicWebPort { get; set; }

    [Description("The address the media ports bind to; `::` is every address of IPv6 and IPv4, `0.0.0.0` every one of IPv4. With `--dev` it is `127.0.0.1`.")]
    public string BindAddress { get; set; } = "::";

    [Description("The addresses told to browsers. Default: those of the machine's interfaces. Behind NAT, say the public one here. With `--dev` it is `127.0.0.1`.")]
    public IList<string> AdvertisedAddresses { get; } = [];
}
