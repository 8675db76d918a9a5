using EscalationBot.Core.Knowledge.Index;

namespace EscalationBot.Core.Knowledge.Search;

/// <summary>The second stage: reads one candidate's words and gathers its <see cref="Evidence"/>.</summary>
internal ref struct EvidenceReader
{
    private const float PassageK = 2f,
        PassageB = 0.5f,
        PassagePivot = 60f;

    private readonly QueryTerms _query;
    private readonly TermWeights _weights;
    private readonly Span<float> _title,
        _passage;
    private Evidence _evidence;
    private float _unitWeight,
        _passageLength,
        _first,
        _second,
        _third;
    private ulong _unitMask,
        _passageMask,
        _neighbours;
    private int _passages;
    private readonly int _others;

    private EvidenceReader(QueryTerms query, TermWeights weights, Span<float> title, Span<float> passage)
    {
        _query = query;
        _weights = weights;
        _title = title;
        _passage = passage;
        _evidence = default;
        _others = query.Others.Count;
        query.Recent.Clear();
    }

    public static Evidence Read(in Candidate candidate, QueryTerms query, TermWeights weights)
    {
        Span<float> counts = stackalloc float[QueryTerms.Most * 2];
        counts.Clear();
        var reader = new EvidenceReader(query, weights, counts[..QueryTerms.Most], counts[QueryTerms.Most..]);
        reader._evidence.Lexical = candidate.Score;
        reader._evidence.BestPassage = -1;
        reader.Read(candidate.Segment.Forward(candidate.Document));
        return reader._evidence;
    }

    private void Read(ReadOnlySpan<byte> words)
    {
        var field = 0;
        var previous = -1;
        for (var at = 0; at < words.Length; )
        {
            var id = ByteBuffer.ReadVarint(words, ref at);
            if (id < Vocabulary.FirstTerm)
            {
                EndUnit(field);
                if (field is ForwardText.Body && id == ForwardText.Passage)
                {
                    EndPassage();
                }
                if (id != ForwardText.Line)
                {
                    field = id;
                }
                previous = -1;
                continue;
            }
            _evidence.Words++;
            _unitWeight += _weights.Idf(id);
            if (field is ForwardText.Body)
            {
                _passageLength++;
            }
            var slot = _query.Slot(id);
            if (slot >= 0)
            {
                Meet(slot, field, previous);
            }
            if (_others > 0)
            {
                MeetOthers(id, field);
            }
            previous = slot;
        }
        EndUnit(field);
        if (field is ForwardText.Body)
        {
            EndPassage();
        }
        if (_passages == 0)
        {
            EndPassage();
        }
        _evidence.Neighbours = _query.Sum(_neighbours);
        _evidence.Lines3 = (_first + _second + _third) / 3;
    }

    /// <summary>Another name of question words stands here: it counts as those words.</summary>
    private void MeetOthers(int id, int field)
    {
        _query.Recent.Add(id);
        foreach (var other in _query.Others)
        {
            if (!_query.Recent.EndsWith(other.Ids))
            {
                continue;
            }
            for (var mask = other.Slots; mask != 0; mask &= mask - 1)
            {
                Meet(System.Numerics.BitOperations.TrailingZeroCount(mask), field, -1);
            }
        }
    }

    private void Meet(int slot, int field, int previous)
    {
        var bit = 1UL << slot;
        _unitMask |= bit;
        _evidence.Anywhere |= bit;
        if (previous >= 0 && (_query.Followers[previous] & bit) != 0)
        {
            _neighbours |= bit;
        }
        switch (field)
        {
            case 0:
                _title[slot] += 1;
                _evidence.InTitle |= bit;
                break;
            case ForwardText.Passage or ForwardText.Body:
                _passage[slot] += field is ForwardText.Passage ? 1.5f : 1;
                _passageMask |= bit;
                break;
            default:
                // A tag or a question that it solved speaks for the whole article, as the title does.
                _title[slot] += 0.5f;
                break;
        }
    }

    private void EndUnit(int field)
    {
        if (_unitMask != 0 && field != ForwardText.Tags)
        {
            var shared = _query.Sum(_unitMask);
            var likeness = shared / (_query.TotalIdf + _unitWeight - shared);
            NoteLine(likeness);
            if (likeness > _evidence.Line)
            {
                _evidence.Line = likeness;
                _evidence.InLine = _unitMask;
            }
            if (field == 0)
            {
                _evidence.TitleUsed = shared / _unitWeight;
            }
        }
        _unitMask = 0;
        _unitWeight = 0;
    }

    private void NoteLine(float likeness)
    {
        if (likeness > _first)
        {
            (_first, _second, _third) = (likeness, _first, _second);
        }
        else if (likeness > _second)
        {
            (_second, _third) = (likeness, _second);
        }
        else if (likeness > _third)
        {
            _third = likeness;
        }
    }

    private void EndPassage()
    {
        var norm = PassageK * (1 - PassageB + (PassageB * _passageLength / PassagePivot));
        var score = 0f;
        for (var slot = 0; slot < _query.Count; slot++)
        {
            var count = _passage[slot] + (1.5f * _title[slot]);
            if (count > 0)
            {
                score += _query.Idfs[slot] * count * (PassageK + 1) / (count + norm);
            }
            _passage[slot] = 0;
        }
        if (score > _evidence.Passage || _evidence.BestPassage < 0)
        {
            _evidence.Passage = score;
            _evidence.BestPassage = _passages;
            _evidence.InPassage = _passageMask;
        }
        _passages++;
        _passageMask = 0;
        _passageLength = 0;
    }
}
