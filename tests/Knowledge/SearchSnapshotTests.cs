using System.Buffers.Binary;
using System.Text;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using Moq;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class SearchSnapshotTests : IDisposable
{
    private static readonly Article Password = new(
        "password",
        "Reset a forgotten password",
        "Open the sign-in page and choose Forgotten.\n\n## Later\n\n- One\n- Two",
        ["account"]
    )
    {
        SolvedQuestions = ["locked out"],
    };
    private static readonly Article[] All =
    [
        Password,
        .. Enumerable
            .Range(0, 60)
            .Select(i => new Article($"export-{i}", $"Export {i}", $"Rows of kind {i} are exported to file number {i * 7}.", ["export"])),
    ];

    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("snapshot");

    private string File => Path.Combine(_folder.FullName, "search.index");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_was_saved_finds_the_same_with_the_same_scores()
    {
        var index = SearchIndex.Of(All);
        SearchSnapshot.Save(File, index);
        var load = SearchSnapshot.Load(File, All, encoder: null);
        load.Why.ShouldBeNull();
        load.Read.ShouldBe(0);
        foreach (var question in new[] { "how do I reset my password", "locked out", "export rows file 70", "exprot of kind 12", "" })
        {
            Shown(load.Index, question).ShouldBe(Shown(index, question));
        }
        System.IO.Directory.GetFiles(_folder.FullName).ShouldBe([File], "nothing half-written may stay beside it");
    }

    [Fact]
    public void Articles_that_changed_came_or_went_since_are_as_they_are_now()
    {
        SearchSnapshot.Save(File, SearchIndex.Of(All));
        Article[] now =
        [
            Password with
            {
                SolvedQuestions = ["cannot get in"],
            },
            .. All[3..],
            new Article("vat", "Reverse charge", "VAT is not charged.", []),
        ];
        var load = SearchSnapshot.Load(File, now, encoder: null);
        load.Why.ShouldBeNull();
        load.Read.ShouldBe(2);
        var anew = SearchIndex.Of(now);
        load.Index.Count.ShouldBe(now.Length);
        foreach (var question in new[] { "locked out", "cannot get in", "VAT", "export rows of kind 1" })
        {
            Shown(load.Index, question).ShouldBe(Shown(anew, question));
        }
    }

    [Fact]
    public void Only_what_an_article_says_counts_and_its_filters_are_those_of_today()
    {
        SearchSnapshot.Save(File, SearchIndex.Of(All));
        var load = SearchSnapshot.Load(
            File,
            [.. All.Select(article => article with { InForceTo = new DateOnly(2026, 1, 1) })],
            encoder: null
        );
        load.Read.ShouldBe(0);
        Shown(load.Index, "reset password").ShouldBeEmpty();
    }

    [Fact]
    public void A_file_of_other_articles_is_not_used()
    {
        SearchSnapshot.Save(File, SearchIndex.Of([new Article("other", "Other", "Words.", [])]));
        var load = SearchSnapshot.Load(File, All, encoder: null);
        load.Why.ShouldNotBeNull();
        Shown(load.Index, "reset password").ShouldBe(Shown(SearchIndex.Of(All), "reset password"));
    }

    [Fact]
    public void A_file_that_is_missing_empty_or_something_else_is_not_used()
    {
        SearchSnapshot.Load(File, All, encoder: null).Why.ShouldNotBeNull();
        foreach (var content in new[] { "", "x", new string('x', 10_000) })
        {
            System.IO.File.WriteAllText(File, content);
            SearchSnapshot.Load(File, All, encoder: null).Why.ShouldNotBeNull();
        }
    }

    [Fact]
    public void A_file_cut_anywhere_is_not_used()
    {
        SearchSnapshot.Save(File, SearchIndex.Of(All));
        var whole = System.IO.File.ReadAllBytes(File);
        for (var length = 0; length < whole.Length; length += 1 + (whole.Length / 97))
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            SearchSnapshot.Load(File, All, encoder: null).Why.ShouldNotBeNull($"cut at {length}");
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_noticed()
    {
        SearchSnapshot.Save(File, SearchIndex.Of(All));
        var whole = System.IO.File.ReadAllBytes(File);
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var broken = whole.ToArray();
            broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            System.IO.File.WriteAllBytes(File, broken);
            SearchSnapshot.Load(File, All, encoder: null).Why.ShouldNotBeNull();
        }
    }

    [Fact]
    public void A_forged_file_with_a_right_print_never_leads_a_search_astray_of_its_arrays()
    {
        SearchSnapshot.Save(File, SearchIndex.Of(All));
        var whole = System.IO.File.ReadAllBytes(File);
        var random = new Random(2);
        var used = 0;
        for (var i = 0; i < 600; i++)
        {
            var forged = whole.ToArray();
            for (var k = 0; k < 3; k++)
            {
                forged[8 + random.Next(forged.Length - 16)] = (byte)random.Next(256);
            }
            Seal(forged);
            System.IO.File.WriteAllBytes(File, forged);
            var load = SearchSnapshot.Load(File, All, encoder: null);
            if (load.Why is null)
            {
                used++;
            }
            Should.NotThrow(() =>
            {
                foreach (var question in new[] { "reset password sign-in page", "export rows of kind 7 to file", "forgoten" })
                {
                    Shown(load.Index, question);
                }
                load.Index.With([Password with { Title = "New" }], ["export-3"]);
            });
        }
        used.ShouldBeGreaterThan(0, "the forgery must get past the print for this to test anything");
    }

    [Fact]
    public void Vectors_are_kept_for_the_encoder_that_made_them_and_no_other()
    {
        var encoder = Encoder("one");
        SearchSnapshot.Save(File, SearchIndex.Of(All, encoder.Object));
        encoder.Invocations.Clear();
        var load = SearchSnapshot.Load(File, All, encoder.Object);
        load.Why.ShouldBeNull();
        encoder.Verify(one => one.Encode(It.IsAny<string>()), Times.Never);
        Shown(load.Index, "reset password").ShouldBe(Shown(SearchIndex.Of(All, encoder.Object), "reset password"));
        SearchSnapshot.Load(File, All, Encoder("two").Object).Why.ShouldNotBeNull();
        SearchSnapshot.Load(File, All, encoder: null).Why.ShouldNotBeNull();
    }

    /// <summary>
    /// When this fails, the way of reading words has changed: raise <see cref="SearchSnapshot.Version"/> and put the new print here.
    /// </summary>
    [Fact]
    public void A_change_of_how_words_are_read_changes_the_version()
    {
        var vocabulary = new Vocabulary();
        var (forward, _) = ForwardBuilder.Read(
            [
                new Article(
                    "a",
                    "Größe der Exporte: QX-7781, getUserById",
                    "# One\n\nCharges, charged and charging its 4.1.1.2 items.\n\n- naïve café\n- 東京都\n\n| a | b |\n",
                    ["billing"]
                )
                {
                    SolvedQuestions = ["what's new"],
                },
            ],
            ForwardBuilder.BlockSize,
            vocabulary
        )[0];
        var words = string.Join(
            ' ',
            vocabulary.Surfaces.Places().Select(place => $"{vocabulary.Surfaces.Word(place)}={vocabulary.Surfaces.Value(place)}")
        );
        $"{SearchSnapshot.Version} {Convert.ToHexStringLower(forward)} {words}".ShouldBe(AsOfVersion1);
    }

    private const string AsOfVersion1 =
        "1 08090a0b0c0d0e0f101112011302141503160417171817191a1b051c1d051e1f052021 grosse=8 der=9 "
        + "exporte=10 qx=11 7781=12 qx7781=13 get=14 user=15 by=16 id=17 getuserbyid=18 billing=19 "
        + "whats=20 new=21 one=22 charges=23 charged=23 and=24 charging=23 its=25 4112=26 items=27 "
        + "naive=28 cafe=29 東京=30 京都=31 a=32 b=33";

    private static List<string> Shown(SearchIndex index, string question) =>
        [
            .. index
                .Search(new SearchQuery(question, Audience.Internal, new DateOnly(2026, 11, 2)))
                .Hits.Select(hit => $"{hit.Article.Id} {hit.Score:R} {hit.BestPassage().Text}"),
        ];

    /// <summary>Gives changed bytes the print that a writer would have given them.</summary>
    private static void Seal(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var print = new Fingerprint64();
        try
        {
            Walk(bytes, print);
        }
        catch (Exception cut) when (cut is ArgumentOutOfRangeException or OverflowException)
        {
            return;
        }
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.Length - 8), print.Value);
    }

    /// <summary>Adds the same stretches to the print as the writer did.</summary>
    private static void Walk(byte[] bytes, Fingerprint64 print)
    {
        var at = 0;
        Take(4);
        Take(4);
        Block(1);
        Take(4);
        Block(2);
        Block(2);
        var parts = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
        Take(4);
        for (var i = 0; i < parts; i++)
        {
            foreach (var size in new[] { 8, 1, 4, 4, 4, 2, 1, 2 })
            {
                Block(size);
            }
        }

        void Block(int size)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            Take(4);
            Take(checked(length * size));
        }

        void Take(int count)
        {
            print.Add(bytes.AsSpan(at, count));
            at += count;
        }
    }

    /// <summary>Means how many bytes a text has.</summary>
    private static Mock<ISentenceEncoder> Encoder(string name)
    {
        var encoder = new Mock<ISentenceEncoder> { CallBase = true };
        encoder.Setup(one => one.Name).Returns(name);
        encoder.Setup(one => one.Dimensions).Returns(8);
        encoder
            .Setup(one => one.Encode(It.IsAny<string>()))
            .Returns(
                (string text) =>
                {
                    var vector = new float[8];
                    vector[Encoding.UTF8.GetByteCount(text) % 8] = 1;
                    return vector;
                }
            );
        return encoder;
    }
}
