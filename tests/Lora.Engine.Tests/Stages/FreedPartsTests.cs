using Lora.Imaging;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>A stage leaves no weights behind that the stages after it do not work with.</summary>
public sealed class FreedPartsTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("CacheLatents")]
    [InlineData("CacheTextEmbeddings")]
    public void ACachingStage_FreesWhatItEncodedWith(string stage)
    {
        _project.Values["NetworkTrainUnetOnly"] = "true";
        _project.RunAll(Stage.Resize, Stage.Tag);
        var request = _project.Request(Stage.Find(stage)!);
        var events = new RecordedEvents();
        using var models = new LoadedModels();
        var runtime = models.RuntimeFor(request);
        models.Load(request, request.Stage.ModelParts[0]);
        Assert.NotEqual(0, runtime.LiveBytes);
        var context = new StageContext(new ContentStore(_project.Paths.CacheDirectory), models, new ManagedCodec(), events);
        StageCatalog.All.Single(each => each.Row == request.Stage).Run(request, context, new StageOutputs(_project.Paths, events), default);
        Assert.Equal(0, runtime.LiveBytes);
    }
}
