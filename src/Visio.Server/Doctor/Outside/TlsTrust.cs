using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Visio.Server.Doctor.Outside;

/// <summary>Decides about certificates as a browser does, with the authorities of the system and those that were given.</summary>
internal sealed class TlsTrust(X509Certificate2Collection roots)
{
    /// <summary>For handshakes.</summary>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null && chain is not null && (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && Problems(certificate, chain).Count == 0;

    /// <summary>Why a chain is not believed; empty where it is.</summary>
    public IReadOnlyList<string> Problems(X509Certificate certificate, X509Chain presented)
    {
        using var own = new X509Certificate2(certificate);
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        if (chain.Build(own))
        {
            return [];
        }

        var problems = chain.ChainStatus.Select(status => status.StatusInformation.Trim().TrimEnd('.')).Distinct(StringComparer.Ordinal).ToList();
        if (roots.Count == 0)
        {
            return problems;
        }

        chain.Reset();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        return chain.Build(own) ? [] : problems;
    }
}
