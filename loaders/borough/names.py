"""Names of the people and places of the synthetic borough, written from general knowledge; nobody is
meant."""

from __future__ import annotations

from typing import NamedTuple


class NamePool(NamedTuple):
    """The names of one group of families. Earlier names are commoner (see `weighted`)."""

    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


def weighted(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words, each repeated about 1/rank times, so that a uniform pick gives common and rare names."""
    return tuple(word for rank, word in enumerate(words) for _ in range(max(1, 120 // (rank + 6))))


_BRITISH = NamePool(
    _words(
        "Sarah Emma Olivia Emily Jessica Chloe Sophie Amy Laura Charlotte Hannah Katherine Rebecca "
        "Elizabeth Lucy Grace Megan Natalie Rachel Amelia Isla Ava Mia Lily Freya Evie Ruby Poppy "
        "Margaret Patricia Susan Jean Christine Barbara Dorothy Joan Sheila Linda Julie Karen Tracey "
        "Donna Alison Jacqueline Victoria Gemma Stacey Kelly Leanne Danielle Kirsty Abigail Ellie "
        "Eleanor Isabelle Zoë Siân Renée Niamh Aoife Bethany Georgia Holly Imogen Matilda Rosie Tilly "
        "Maisie Samantha Deborah Pamela Frances Theresa Hilary"
    ),
    _words(
        "James Thomas William Daniel Matthew Jack Joshua Christopher Andrew Michael David Benjamin "
        "Samuel Alexander Robert Joseph Oliver George Harry Charlie Jacob Noah Leo Alfie Archie Oscar "
        "Liam Ryan Nathan Connor Kyle Craig Lee Wayne Darren Stuart Gary Kevin Paul Mark Stephen Ian "
        "Neil Anthony Peter Kenneth Derek Ronald Dennis Raymond Brian Alan Keith Graham Nicholas "
        "Edward Jonathan Simon Philip Richard Timothy Adam Aaron Sean Declan Callum Lewis Ethan Logan "
        "Mason Dylan Frederick Zachary André"
    ),
    _words(
        "Smith Jones Taylor Williams Brown Johnson Davies Wilson Evans Walker Wright Thompson "
        "Robinson White Hughes Edwards Green Hall Wood Harris Clarke Jackson Turner Hill Cooper Ward "
        "Moore Clark Baker Harrison Morris Lewis Allen Scott Morgan Barker Bennett Shaw Ashworth "
        "Entwistle Hardman Holt Kershaw Lomax Ogden Ramsbottom Schofield Whittaker Butterworth "
        "Greenhalgh Haslam Crompton Pilkington Fielding Bradshaw Chadwick Clegg Duckworth Howarth "
        "Nuttall Openshaw Rothwell Tonge Unsworth Warburton Yates O’Connor O’Brien Murphy Kelly Doyle "
        "Gallagher McDonald McCarthy Fitzgerald Brennan Higgins Quinn Burke Stewart Campbell Ross "
        "Fraser Kennedy Marsh Dunn Reid Kerr Poole Frost Lane Holden Mellor Heywood Sutcliffe Thorpe "
        "Barlow Booth Dixon Hunt Gibson Webb Fletcher Palmer Ellis Stone Marshall Cole Barnes Knight "
        "Bell Hart Nicholls Pearce Slater Carter-Hughes Ashton-Lee Wood-Brennan Taylor-Jones "
        "Hill-Shaw Ward-Kelly Lloyd-Evans Hall-Barlow Moore-Holt Grant-Fielding"
    ),
)
_SOUTH_ASIAN = NamePool(
    _words(
        "Aisha Fatima Zainab Maryam Khadija Amina Sana Saima Nadia Shazia Priya Anjali Meera Sunita "
        "Kavita Rukhsana Nasreen Tahira Hafsa Iqra Halima Noor Rabia Sadia Yasmin"
    ),
    _words(
        "Mohammed Muhammad Ali Ahmed Hassan Imran Usman Bilal Hamza Yusuf Ibrahim Omar Tariq Asif "
        "Kashif Zeeshan Arjun Rohan Vikram Sanjay Rajesh Adeel Nadeem Shahid Faisal"
    ),
    _words(
        "Khan Ahmed Hussain Ali Patel Begum Akhtar Malik Iqbal Mahmood Shah Mirza Choudhury Rahman "
        "Miah Uddin Singh Kaur Sharma Gupta Bhatti Aslam Rafiq Sheikh Qureshi Butt Siddiqui Chaudhry "
        "Javed Mistry"
    ),
)
_POLISH = NamePool(
    _words(
        "Anna Katarzyna Agnieszka Małgorzata Magdalena Joanna Zuzanna Aleksandra Natalia Maja Oliwia Elżbieta"
    ),
    _words("Piotr Krzysztof Łukasz Tomasz Paweł Michał Marcin Jakub Kacper Szymon Filip Wojciech"),
    _words(
        "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak "
        "Dąbrowski Kozłowski"
    ),
)
_SOMALI = NamePool(
    _words("Hodan Ayaan Fadumo Sagal Ifrah Hibo Asha Deqa Nimco Ubah Sahra Idil"),
    _words("Abdi Abdullahi Mohamed Liban Guled Mahad Ismail Yahye Abdirahman Warsame Mustafa Bashir"),
    _words("Mohamed Abdi Hassan Farah Warsame Jama Omar Nur Ismail Yusuf Osman Aden"),
)
_CARIBBEAN = NamePool(
    _words("Keisha Shanice Marcia Beverley Yvonne Sharon Jade Tiana Latoya Simone Chantelle Monique"),
    _words("Marcus Winston Leroy Delroy Andre Jermaine Curtis Tyrone Dwayne Reece Kieron Errol"),
    _words("Campbell Bailey Francis Gordon Grant Henry Powell Reid Morrison Blake Clarke Brown"),
)
_WEST_AFRICAN = NamePool(
    _words("Adaeze Chioma Ngozi Folake Temitope Abena Akosua Efua Blessing Precious Joy Comfort"),
    _words("Chinedu Emeka Oluwaseun Tunde Kwame Kofi Kwabena Samuel Emmanuel David Femi Ifeanyi"),
    _words("Okafor Adeyemi Mensah Owusu Okonkwo Balogun Boateng Asante Eze Adebayo Osei Ojo"),
)

GROUPS = (_BRITISH, _SOUTH_ASIAN, _POLISH, _SOMALI, _CARIBBEAN, _WEST_AFRICAN)
GROUP_SHARES = (0.73, 0.14, 0.04, 0.03, 0.03, 0.03)

NICKNAMES: dict[str, str] = dict(
    pair.split(":")
    for pair in _words(
        "Katherine:Katie Elizabeth:Beth Rebecca:Becky Jessica:Jess Charlotte:Lottie Margaret:Maggie "
        "Patricia:Pat Susan:Sue Christine:Chris Barbara:Babs Dorothy:Dot Jacqueline:Jackie Victoria:Vicky "
        "Danielle:Dani Abigail:Abby Eleanor:Ellie Isabelle:Izzy Bethany:Beth Samantha:Sam Deborah:Debbie "
        "Pamela:Pam Frances:Fran Theresa:Tess Olivia:Liv Amelia:Millie Natalie:Nat Matilda:Tilly Thomas:Tom "
        "William:Bill Daniel:Danny Matthew:Matt Joshua:Josh Christopher:Chris Andrew:Andy Michael:Mike "
        "David:Dave Benjamin:Ben Samuel:Sam Alexander:Alex Robert:Bob Joseph:Joe Oliver:Ollie Jacob:Jake "
        "Nathan:Nate Kenneth:Ken Ronald:Ron Raymond:Ray Nicholas:Nick Edward:Ted Jonathan:Jon Philip:Phil "
        "Richard:Rick Timothy:Tim Anthony:Tony Stephen:Steve Frederick:Fred Zachary:Zac Peter:Pete "
        "Stuart:Stu Katarzyna:Kasia Agnieszka:Aga Małgorzata:Gosia Magdalena:Magda Joanna:Asia Zuzanna:Zuza "
        "Aleksandra:Ola Krzysztof:Krzys Tomasz:Tomek Jakub:Kuba Mohammed:Mo Muhammad:Mo Mohamed:Mo "
        "Ibrahim:Ibby Abdirahman:Abdi Oluwaseun:Seun Temitope:Temi Emmanuel:Manny "
    )
)
"""What people of a given name are often called."""

BOROUGH = "Northmere"
TOWNS = ("Calderby", "Westholme", "Marlow Green", "Tarnside", "Oldfold")
OUTSIDE_TOWNS = ("Easthaven", "Port Selby", "Kingsmoor", "Great Harrow End")
STREETS = _words(
    "Alder Ash Aspen Beech Birch Bramble Brook Canal Cedar Chapel Cherry Church Clover Copper "
    "Cotton Dale Damson Dene Elder Elm Fern Field Foundry Foxglove Gorse Grange Hawthorn Hazel "
    "Heath Heather Hill Holly Ivy Juniper Kestrel Lark Laurel Lavender Lilac Lime Linden Lodge "
    "Loom Maple Market Meadow Mill Moor Moss Mulberry Nelson Oak Orchard Park Pear Pine Plane "
    "Plover Poplar Primrose Quarry Quay Railway Ridge River Rose Rowan Rush Sage School Silver "
    "Skylark Spindle Spinner Spring Station Stone Swallow Sycamore Tanner Thistle Thorn Tulip "
    "Union Vale Victoria Vine Walnut Water Weaver Well Whin Willow Wren Yarrow Yew York"
)
STREET_KINDS = _words("Street Road Avenue Close Lane Drive Grove Way Terrace Court")
SCHOOL_WORDS = _words(
    "Elm Willow Tarn Moorside Calder St_Bride’s Larkfield Holme Millbrook Ashgrove Fernhill "
    "Beacon Oldfold Copperdale Riverside Thornlea Canalside Highmeadow Linden Rowanbank"
)
SURGERY_WORDS = _words(
    "Tarnside Foundry Poplars Beacon Westholme Lime_Tree Weavers Canal Marlow Spinners Hawthorn Dene"
)
LANDLORDS = (
    "Northmere Homes",
    "Calder Valley Housing Association",
    "Tarnside Community Housing",
    "Loomgate Lettings",
)
WORKER_FAMILIES = _words(
    "Osei Stone Hardcastle Begum Novak Pryce Lindqvist Achebe Rowbotham Tattersall Iyer Dempsey "
    "Kaminski Fairclough Mbeki Sykes Vaughan Eccles Dar Lowe"
)
