namespace Lora.Fuzz;

/// <summary>Files below <c>src</c> that read something, and why nothing hostile is understood there.</summary>
internal static class NotReaders
{
    private const string OfTheProduct = "part of the product's own assembly";
    private const string OfAPackage = "a library of a package that NuGet has verified, which is loaded and run next";
    private const string Handed = "hands on the bytes to a reader that is registered";
    private const string Hashed = "bytes under their own SHA-256, handed on as they are";
    private const string Locked = "opened for its lock or its length, and not read";
    private const string Pixels = "works on memory of this process, not on a file's bytes";

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Lora.Dataset/Tags/Report/CommonWords.cs"] = OfTheProduct,
        ["Lora.Diffusion/SingleFiles/ReplacedVae.cs"] = "a config that a registered reader has read, or the product has made",
        ["Lora.Diffusion/Text/Cleaning/HtmlEntities.cs"] = OfTheProduct,
        ["Lora.Engine/Captions/CaptionRewriter.cs"] = Handed,
        ["Lora.Engine/Comparison/ComparedSide.cs"] = Handed,
        ["Lora.Engine/Comparison/LoraText.cs"] = "a LoRA's metadata as a registered reader has read them; counts of tags that are shown, or none",
        ["Lora.Engine/Data/CaptionerWriter.cs"] = "an entry of the store that is text, and is trained as such whatever it says",
        ["Lora.Engine/Data/MaskPictures.cs"] = Handed,
        ["Lora.Engine/Data/SourceCaption.cs"] = Handed,
        ["Lora.Engine/Data/SourceImage.cs"] = Handed,
        ["Lora.Engine/Data/SourceRules.cs"] = Handed,
        ["Lora.Engine/Program.cs"] = Handed,
        ["Lora.Engine/Reports/HtmlResource.cs"] = OfTheProduct,
        ["Lora.Engine/Stages/CacheTextEmbeddingsStage.cs"] = Hashed,
        ["Lora.Engine/Store/ContentStore.cs"] = Hashed,
        ["Lora.Engine/Store/FolderStore.cs"] = Hashed,
        ["Lora.Engine/Store/Remote/RemoteUploads.cs"] = "compared with an address, and not understood",
        ["Lora.Engine/Store/StoreTrim.cs"] = Locked,
        ["Lora.Engine/Store/StoreUses.cs"] = "names of entries in use, looked up among those that are there",
        ["Lora.Engine/Tools/ToolArguments.cs"] = "written by the target a moment before; its values are read as a project's are",
        ["Lora.Engine/Training/TrainingData.cs"] = Hashed,
        ["Lora.Imaging/Png/Crc32.cs"] = Pixels,
        ["Lora.Imaging/Png/PngEncoder.cs"] = Pixels,
        ["Lora.Imaging/Quality/Blockiness.cs"] = Pixels,
        ["Lora.Project/Bases/BaseFetch.cs"] = Locked,
        ["Lora.Project/Explain/CaptionTexts.cs"] = "captions as text, cut short and shown",
        ["Lora.Project/Files/Digest.cs"] = "hashed, and not understood",
        ["Lora.Project/Files/HeldFile.cs"] = Locked,
        ["Lora.Project/Files/NewFile.cs"] = "compared with what is to be written, and not understood",
        ["Lora.Project/Files/WindowsStatus.cs"] = Locked,
        ["Lora.Project/Keys/Utf8Text.cs"] = "gives back the text that was put in",
        ["Lora.Project/Kohya/ExportedFile.cs"] = "compared with its own hash, and not understood",
        ["Lora.Project/Kohya/ExportedSubsets.cs"] = "captions as lines of text, compared with a word",
        ["Lora.Project/Lock/GitCommit.cs"] = "a hash in git's own folder, which no clone brings along",
        ["Lora.Project/Lock/Provenance.cs"] = "the lock file that would be written now",
        ["Lora.Project/Lock/LockedBuild.cs"] = "the lock file that would be written now",
        ["Lora.Project/Names/DotNetNames.cs"] = OfTheProduct,
        ["Lora.Project/Schemas/JsonSchemaFile.cs"] = OfTheProduct,
        ["Lora.Runtime.TorchSharp/Loading/BinaryImage.cs"] = OfAPackage,
        ["Lora.Runtime.TorchSharp/Loading/CudaDriver.cs"] = "what the graphics driver of this machine says",
        ["Lora.Runtime.TorchSharp/Loading/ElfVersions.cs"] = OfAPackage,
        ["Lora.Runtime.TorchSharp/Loading/FragmentedFile.cs"] = OfAPackage,
        ["Lora.Runtime.TorchSharp/Loading/OlderLibStdCxx.cs"] = OfAPackage,
        ["Lora.Runtime.TorchSharp/Loading/TorchFiles.cs"] = OfAPackage,
    };
}
