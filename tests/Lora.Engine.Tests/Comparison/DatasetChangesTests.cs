using Lora.Dataset;
using Lora.Project;

namespace Lora.Engine.Tests.Comparison;

/// <summary>What became of pictures and captions between two versions.</summary>
public sealed class DatasetChangesTests
{
    [Fact]
    public void Pictures_AreAddedRemovedEditedAndRenamed()
    {
        var changes = DatasetChanges.Between(
            new Images(("a.png", "1", "one"), ("b.png", "2", "two"), ("c.png", "3", "three"), ("d.png", "4", "four"), ("e.png", "4", "four")),
            new Images(("a.png", "1", "one"), ("b.png", "9", "two"), ("f.png", "4", "four, more"), ("g.png", "5", "five"), ("h.png", "4", null)));

        Assert.Equal(["b.png Edited", "c.png Removed", "f.png Renamed", "g.png Added", "h.png Renamed"],
            changes.Images.Select(change => $"{change.Name} {change.Fate}"));
        Assert.Null(changes.Images[3].Before);
        Assert.Equal(["d.png", "e.png"], [changes.Images[2].Before!.Name, changes.Images[4].Before!.Name]);
        // of g and of c with the pictures; of h it alone is gone
        Assert.Equal((1, 2, 1), (changes.CaptionsAdded, changes.CaptionsRemoved, changes.CaptionsEdited));
        Assert.Equal("+1 -1 ~1, 2 renamed; captions: +1 -2 ~1", ComparisonText.Counts(changes));
    }

    [Fact]
    public void SameDataset_DiffersInNothing() => Assert.Empty(DatasetChanges.Between(new Images(("a.png", "1", "x")), new Images(("a.png", "1", "x"))).Images);

    [Fact]
    public void Settings_AreThoseOfThePicture_AndWhatIsOfAllIsSaidOnce()
    {
        Images Of(int repeats, double weight) => new(("a.png", "1", "x"), ("b.png", "2", "x"), ("c.png", "3", "x"))
        {
            Say = image => image with { Repeats = repeats, LossWeight = image.Name == "b.png" ? weight : 1 },
        };

        var changes = DatasetChanges.Between(Of(3, 1), Of(5, 0.5));

        Assert.Equal(["NumRepeats: 3 -> 5"], changes.OfAll.Select(setting => setting.ToString()));
        var change = Assert.Single(changes.Images);
        Assert.Equal(("b.png", "LossWeight: 1 -> 0.5"), (change.Name, Assert.Single(change.Settings).ToString()));
    }

    [Theory]
    [InlineData("a, b, c", "a, c, d", "a -b c +d", "-b, +d")]
    [InlineData("a, b", "b, a", "-a b +a", "another order")]
    [InlineData("a", null, "-a", "-a")]
    [InlineData(null, "a, b", "+a +b", "+a, +b")]
    [InlineData("", "a", "+a", "+a")]
    [InlineData("a\nb", "a\nc", "a \n -b +c", "-b, +c")]
    // a sentence is compared by its words
    [InlineData("A cat sits there.", "A cat stands there.", "A cat -sits +stands there.", "-sits, +stands")]
    [InlineData("a, b", "A cat sits there.", "-a, -b +A +cat +sits +there.", "-a,, -b, +A, +cat, +sits, +there.")]
    public void Captions_DifferTagByTag(string? before, string? after, string pieces, string words)
    {
        var change = CaptionChange.Of(before, after, new TagForm(), new TagForm())!;

        Assert.Equal(pieces, string.Join(' ', change.Pieces.Select(piece => piece.Kind switch
        {
            PieceKind.Added => "+",
            PieceKind.Removed => "-",
            _ => "",
        } + piece.Text)));
        Assert.Equal(words, change.Words());
    }

    [Fact]
    public void LongTexts_AreCompared_AndWhatStaysIsTheMostThatCan()
    {
        string[] before = [.. Enumerable.Range(0, 400).Select(i => $"{i}")];
        string[] after = [.. before.Where((_, i) => i % 7 != 0).SelectMany((text, i) => i % 11 == 0 ? (string[])[text, $"new {i}"] : [text])];
        var pieces = TextDifference.Of(before, after);
        Assert.Equal(before, pieces.Where(piece => piece.Kind is not PieceKind.Added).Select(piece => piece.Text));
        Assert.Equal(after, pieces.Where(piece => piece.Kind is not PieceKind.Removed).Select(piece => piece.Text));
        Assert.Equal(400 - 58, pieces.Count(piece => piece.Kind is PieceKind.Same));
        // beyond what is looked at nothing is lost either
        before = [.. Enumerable.Range(0, 3000).Select(i => $"b{i}")];
        after = [.. Enumerable.Range(0, 3000).Select(i => $"a{i}")];
        Assert.Equal(6000, TextDifference.Of(before, after).Count);
    }

    private sealed class Images(params (string Name, string Hash, string? Caption)[] images) : IDataset
    {
        internal Func<ImageItem, ImageItem> Say { get; init; } = static image => image;

        public TagForm Form { get; } = new();

        IReadOnlyList<ImageItem> IDataset.Images =>
            [.. images.Select((image, i) => Say(new(i, image.Name, $"/x/{image.Name}", image.Hash, "", image.Caption is null ? "" : "c", 1)))];

        public string? CaptionOf(ImageItem image) => images[image.Index].Caption;
    }
}
