namespace Lora.Project.Tests.Planning;

/// <summary>Pictures of the class beside those of the subject, and concepts beside each other.</summary>
public sealed class RegularizationImageTests : IDisposable
{
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0];
    private readonly PlannedProject _user = new();

    [Fact]
    public void RegularizationImages_FollowTheOthersWithTheirCaptions()
    {
        _user.Properties["Trigger"] = "zorblax";
        _user.Properties["FlipAug"] = "true";
        _user.WriteImage("images/b.png");
        _user.WriteImage("images/reg/a.png", "a creature");
        _user.Write("images/reg/3_creature/c.png", Jpeg);
        string[] below = ["images/reg/a.png", "images/reg/a.txt", "images/reg/3_creature/c.png", "images/reg/d.png"];
        _user.WriteImage("images/reg/d.png", "another");
        _user.Regularization.AddRange(below.Select(name => _user.Item(name, name.EndsWith("d.png", StringComparison.Ordinal) ? [("FlipAug", "false")] : [])));

        var plan = _user.Read(out var findings);

        Assert.Equal(["images/b.png", "images/reg/3_creature/c.png", "images/reg/a.png", "images/reg/d.png"], plan.Images.Select(image => image.Name));
        Assert.Equal([0, 1, 2, 3], plan.Images.Select(image => image.Index));
        Assert.Equal([5, 3, 1, 1], plan.Images.Select(image => image.Repeats));
        Assert.Equal([false, true, true, true], plan.Images.Select(image => image.IsRegularization));
        Assert.Equal([null, "", "", ""], plan.Images.Select(image => image.Trigger));
        Assert.Equal([true, true, true, false], plan.Images.Select(image => image.FlipAug));
        Assert.Equal([DatasetDiagnostics.RepeatsOfFolder.Code, TrainingDiagnostics.CharacterFlipped.Code], findings.Select(finding => finding.Code).Order());
        var keys = StageKeys.Of(plan);
        Assert.Equal(["02", "03", "04"], keys[Vocabulary.Stage.Train].Entries.Where(entry => entry.Kind == "regularization").Select(entry => entry.Name));
        Assert.Equal(["01", "02", "03"], keys[Vocabulary.Stage.CacheLatents].Entries.Where(entry => entry.Kind == "flip").Select(entry => entry.Name));
    }

    [Fact]
    public void LossWeight_IsOfEachPictureAndInTheKeyOfTheTraining()
    {
        _user.WriteImage("images/a.png");
        _user.WriteImage("images/b.png");
        _user.WriteImage("reg/c.png");
        _user.Regularization.Add(_user.Item("reg/c.png", ("LossWeight", "2")));
        var before = StageKeys.Of(_user.Read(out _));
        _user.Named.Add(_user.Item("images/b.png", ("LossWeight", "0.5")));

        var plan = _user.Read(out _);

        Assert.Equal([1, 0.5, 2], plan.Images.Select(image => image.LossWeight));
        var keys = StageKeys.Of(plan);
        Assert.Equal(["02 0.5", "03 2"],
            keys[Vocabulary.Stage.Train].Entries.Where(entry => entry.Kind == "weight").Select(entry => $"{entry.Name} {entry.Value}"));
        Assert.Equal(before[Vocabulary.Stage.CacheLatents].Hash, keys[Vocabulary.Stage.CacheLatents].Hash);
        Assert.NotEqual(before[Vocabulary.Stage.Train].Hash, keys[Vocabulary.Stage.Train].Hash);
    }

    [Fact]
    public void RegularizationImagesThatAreTooMany_AreSaid()
    {
        _user.Properties["NumRepeats"] = "1";
        _user.WriteImage("images/b.png");
        _user.WriteImage("reg/a.png");
        _user.WriteImage("reg/c.png");
        _user.Regularization.AddRange([_user.Item("reg/a.png"), _user.Item("reg/c.png")]);

        Assert.Equal(["images/b.png", "reg/a.png"], _user.Read(out var findings).Images.Select(image => image.Name));
        Assert.StartsWith("1 of 2 regularization images are not used. ", Assert.Single(findings).Message);
    }

    [Fact]
    public void PriorPredictionWithoutRegularizationImages_IsSaid()
    {
        _user.Properties["PriorPrediction"] = "true";
        _user.WriteImage("images/b.png");
        _user.WriteImage("reg/a.png");

        _user.Read(out var findings);
        Assert.Equal(DatasetDiagnostics.NothingToPredict.Code, Assert.Single(findings).Code);

        _user.Regularization.Add(_user.Item("reg/a.png"));
        _user.Read(out findings);
        Assert.DoesNotContain(findings, finding => finding.Code == DatasetDiagnostics.NothingToPredict.Code);
    }

    [Fact]
    public void ImageThatIsNamedAsBoth_IsAnError()
    {
        _user.Write("x.loraproj", "<Project>\n<ItemGroup>\n<RegularizationImage Include='images/b.png'/></ItemGroup></Project>");
        _user.WriteImage("images/b.png");
        _user.Named.Add(_user.Item("images/b.png"));
        _user.Regularization.Add(_user.Item("images/b.png"));

        var finding = Assert.Single(_user.Findings(), finding => finding.Severity is Severity.Error);

        Assert.Equal((ProjectDiagnostics.ImageInBoth.Code, 3), (finding.Code, finding.Line));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void ConceptShownMoreThanTwiceAsOften_IsSaidWithItsNumbers(int repeats, bool isSaid)
    {
        _user.WriteImage("images/a.png");
        _user.WriteImage("images/1_creature/b.png");
        _user.WriteImage($"images/{repeats}_hat/c.png");

        var plan = _user.Read(out var findings);

        Assert.Equal(["(none): 1 images, 5 samples an epoch", "'creature': 1 images, 1 samples an epoch", $"'hat': 1 images, {repeats} samples an epoch"],
            Concepts.Of(plan.Images).Select(concept => concept.ToString()));
        var said = findings.Where(finding => finding.Code == DatasetDiagnostics.ConceptsUnbalanced.Code).ToArray();
        Assert.Equal(isSaid ? 1 : 0, said.Length);
        Assert.All(said, finding => Assert.Contains("'hat': 1 images, 3 samples an epoch; 'creature': 1 images, 1 samples", finding.Message));
    }

    public void Dispose() => _user.Dispose();
}
