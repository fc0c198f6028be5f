using Lora.Imaging;
using Lora.Tensors.Embedded;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

public sealed class StageCatalogTests
{
    private static readonly OptionValues Defaults = OptionValues.Resolve(Options.All, new Dictionary<string, string>());

    [Fact]
    public void RowsAndClasses_AreOneToOneInOneOrder() => Assert.Equal(Stage.All, StageCatalog.All.Select(stage => stage.Row));

    [Fact]
    public void EveryStageClass_StandsInTheCatalogue()
    {
        var classes = typeof(EngineStage).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(EngineStage)));
        Assert.Equal(classes.Select(type => type.Name).Order(), StageCatalog.All.Select(stage => stage.GetType().Name).Order());
        Assert.All(StageCatalog.All, stage => Assert.Equal($"{stage.Row}Stage", stage.GetType().Name));
    }

    [Fact]
    public void Tools_AreNamedAsTheyNameThemselves()
    {
        using var runtime = new EmbeddedRuntime();
        Assert.Equal(runtime.Name, Tool.Runtime.Name(Defaults));
        Assert.Equal(new ManagedCodec().Name, Tool.Codec.Name(Defaults));
    }
}
