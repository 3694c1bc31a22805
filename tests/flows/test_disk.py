"""What a part of a warehouse's folder takes on disk."""

from flows.reports.disk import path_size


def test_a_folder_takes_what_its_files_do(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "one").write_bytes(bytes(10))
    (tmp_path / "deep" / "two").write_bytes(bytes(5))
    assert (path_size(tmp_path), path_size(tmp_path / "one")) == (15, 10)
    assert path_size(tmp_path / "gone") == 0
