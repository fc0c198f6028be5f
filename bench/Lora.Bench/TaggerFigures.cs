using Lora.Imaging;
using Lora.Runtime.Onnx;
using Lora.Tagging;

namespace Lora.Bench;

/// <summary>What a tagger takes for a picture: preparing it, and all, in one thread and with as many pictures side by side as asked for.</summary>
public static class TaggerFigures
{
    private const int Pictures = 16;

    public static void Run(BenchOptions options)
    {
        var folder = options.Model ?? Checkout.Find("examples", "inkstyle", "tagger");
        var runtime = new OnnxRuntimeEngine().Open(new OnnxEngineRequest(BenchRuntime.Packages));
        using var model = TaggerModel.Open(runtime, Path.Combine(folder, "model.onnx"), TagVocabulary.Read(Path.Combine(folder, "selected_tags.csv")));
        var pixels = new byte[1024 * 768 * 3];
        new Random(1).NextBytes(pixels);
        var picture = new DecodedImage(new ImageInfo("PNG", 1024, 768), 3, pixels);
        Figure.Print(options, $"tagger {model.Size} px, one picture", options.Seconds / 2, () => model.Probabilities(picture, default));
        Figure.Print(options, $"tagger {model.Size} px, {Pictures} pictures", options.Seconds / 2, () =>
            Parallel.For(0, Pictures, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, _ => model.Probabilities(picture, default)));
    }
}
