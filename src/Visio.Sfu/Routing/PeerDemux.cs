using System.Text;
using Visio.Rtc;
using Visio.Rtc.Stun;
using Visio.Sfu.Relaying;

namespace Visio.Sfu.Routing;

/// <summary>
/// Finds the peer a datagram is for: by its remote address, or, for a connectivity check, by our username fragment in it. An address is
/// learnt only from a check that the peer found authentic, so no one can take over another's by writing to us.
/// </summary>
internal sealed class PeerDemux
{
    /// <summary>Addresses remembered per peer: every pair of candidates that was checked. The oldest give way.</summary>
    private const int AddressesPerPeer = 8;
    private const int MaxFragment = 64;

    private readonly Dictionary<TransportAddress, PeerSession> _byAddress = [];
    private readonly Dictionary<string, PeerSession> _byFragment = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PeerSession>.AlternateLookup<ReadOnlySpan<char>> _byFragmentSpan;

    private readonly Neighbours? _neighbours;

    /// <param name="neighbours">The other loops, which are told the fragments; null without.</param>
    public PeerDemux(Neighbours? neighbours = null)
    {
        _neighbours = neighbours;
        _byFragmentSpan = _byFragment.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>How many fragments and addresses lead to a peer.</summary>
    public int Count => _byFragment.Count + _byAddress.Count;

    /// <summary>Makes a peer reachable by its fragments.</summary>
    public void Add(PeerSession session)
    {
        foreach (var fragment in session.AnsweringFragments)
        {
            AddFragmentOf(session, fragment);
        }
    }

    /// <summary>Makes a peer reachable by a new fragment too; of those before only the last goes on being answered (RFC 8445 §9.1.1).</summary>
    public void AddFragment(PeerSession session, string fragment)
    {
        session.AnsweringFragments.Add(fragment);
        AddFragmentOf(session, fragment);
        while (session.AnsweringFragments.Count > 2)
        {
            RemoveFragment(session, session.AnsweringFragments[0]);
            session.AnsweringFragments.RemoveAt(0);
        }
    }

    /// <summary>Forgets a peer.</summary>
    public void Remove(PeerSession session)
    {
        foreach (var fragment in session.AnsweringFragments)
        {
            RemoveFragment(session, fragment);
        }

        foreach (var address in session.Addresses)
        {
            RemoveAddress(session, address);
        }
    }

    /// <summary>Finds the peer; null when nobody is meant.</summary>
    public PeerSession? Find(ReadOnlySpan<byte> datagram, TransportAddress from)
    {
        // RFC 7983 §7: STUN is below 4. A check names its peer, also from an address that was another's before.
        if (datagram[0] < 4 && StunDemultiplexer.TryReadLocalUsernameFragment(datagram, out var fragment))
        {
            if (fragment.Length > MaxFragment)
            {
                return null;
            }

            Span<char> text = stackalloc char[MaxFragment];
            Ascii.ToUtf16(fragment, text, out var length);
            return _byFragmentSpan.TryGetValue(text[..length], out var named) ? named : null;
        }

        return _byAddress.GetValueOrDefault(from);
    }

    /// <summary>Remembers an address a peer has proved to be its own.</summary>
    public void Learn(PeerSession session, TransportAddress address)
    {
        if (_byAddress.TryGetValue(address, out var owner))
        {
            if (owner == session)
            {
                return;
            }

            owner.Addresses.Remove(address);
        }

        _byAddress[address] = session;
        session.Addresses.Add(address);
        if (session.Addresses.Count > AddressesPerPeer)
        {
            // The one in use is learnt anew with its next check, within seconds; until then it is not the oldest by chance.
            var oldest = session.Addresses[0] == session.RemoteAddress ? 1 : 0;
            RemoveAddress(session, session.Addresses[oldest]);
            session.Addresses.RemoveAt(oldest);
        }
    }

    private void AddFragmentOf(PeerSession session, string fragment)
    {
        _byFragment[fragment] = session;
        _neighbours?.Fragments.TryAdd(fragment, _neighbours.Index);
    }

    private void RemoveFragment(PeerSession session, string fragment)
    {
        if (_byFragment.GetValueOrDefault(fragment) == session)
        {
            _byFragment.Remove(fragment);
            _neighbours?.Fragments.TryRemove(fragment, out _);
        }
    }

    private void RemoveAddress(PeerSession session, TransportAddress address)
    {
        if (_byAddress.GetValueOrDefault(address) == session)
        {
            _byAddress.Remove(address);
        }
    }
}
